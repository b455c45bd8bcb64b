package dev.culvert.e2e.member;

import static org.awaitility.Awaitility.await;

import dev.culvert.e2e.cluster.Node;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.PodContainer;
import dev.culvert.e2e.scenario.Tools;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The node agents, and what can befall them. */
final class NodeAgents {
  /** The agents' namespace, as the chart sets it by default. */
  static final String NAMESPACE = "culvert-nodes";

  private static final String DAEMON_SET = "culvert-node-agent";
  private static final Duration LIMIT = Duration.ofSeconds(90);
  private static final Pattern RSS = Pattern.compile("VmRSS:\\s+(\\d+) kB");

  private final TestCluster cluster;

  private NodeAgents(TestCluster cluster) {
    this.cluster = cluster;
  }

  static NodeAgents of(TestCluster cluster) {
    cluster.culvert();
    return new NodeAgents(cluster);
  }

  /** Their pods. */
  List<Pod> pods() {
    return cluster
        .client()
        .pods()
        .inNamespace(NAMESPACE)
        .withLabel("app.kubernetes.io/component", "node-agent")
        .list()
        .getItems();
  }

  /** The one on a node. */
  Pod on(Node node) {
    return pods().stream()
        .filter(pod -> cluster.nodeOf(pod).equals(node))
        .findFirst()
        .orElseThrow();
  }

  /** Kills their processes, which hear nothing of it, and waits until others have come. */
  void killProcesses() {
    List<Pod> pods = pods();
    pods.stream()
        .map(pod -> PodContainer.of(cluster, pod))
        .forEach(
            container -> container.node().exec("sh", "-c", "kill -KILL " + container.process()));
    await("killed agents are started again")
        .atMost(LIMIT)
        .until(() -> pods.stream().allMatch(pod -> restarts(current(pod)) > restarts(pod)));
    awaitReady();
  }

  /** Deletes their pods, and waits for the next ones. */
  void deletePods() {
    List<Pod> pods = pods();
    pods.forEach(this::delete);
    List<String> former = pods.stream().map(pod -> pod.getMetadata().getUid()).toList();
    await("deleted agents are gone")
        .atMost(LIMIT)
        .until(() -> pods().stream().noneMatch(pod -> former.contains(pod.getMetadata().getUid())));
    awaitReady();
  }

  /** Deletes one of their pods, and does not wait. */
  void delete(Pod pod) {
    cluster.client().resource(pod).delete();
  }

  /** Replaces them one after the other, as an upgrade of the chart does. */
  void replace() {
    patch(
        "{\"spec\":{\"template\":{\"metadata\":{\"annotations\":{\"e2e/replaced\":\"%d\"}}}}}"
            .formatted(System.nanoTime()));
    awaitReady();
  }

  /** Sends them away, and waits until they are gone. */
  void sendAway() {
    patch("{\"spec\":{\"template\":{\"spec\":{\"nodeSelector\":{\"e2e/nowhere\":\"true\"}}}}}");
    await("no agents").atMost(LIMIT).until(() -> pods().isEmpty());
  }

  /** Lets them come again after {@link #sendAway}, and waits until they are ready. */
  void callBack() {
    patch("{\"spec\":{\"template\":{\"spec\":{\"nodeSelector\":{\"e2e/nowhere\":null}}}}}");
    awaitReady();
  }

  /** Waits until there is one on each node as the DaemonSet says it shall be, and it is ready. */
  void awaitReady() {
    await("agents on all nodes are ready").atMost(LIMIT).until(this::areReady);
  }

  /**
   * How much memory its node counts for the one of a pod, in MB, as {@code kubectl top} shows it:
   * without pages of files that were not used for long.
   */
  double workingSet(Pod agent) {
    String read =
        """
        cd /sys/fs/cgroup; cat memory.current 2>/dev/null || cat memory/memory.usage_in_bytes
        cat memory.stat memory/memory.stat 2>/dev/null |
          sed -n 's/^inactive_file //p; s/^total_inactive_file //p' | tail -n 1
        """;
    String[] counted =
        cluster
            .kubectl("exec", "-n", NAMESPACE, agent.getMetadata().getName(), "--", "sh", "-c", read)
            .strip()
            .split("\n");
    return (Long.parseLong(counted[0]) - Long.parseLong(counted[1])) / 1e6;
  }

  /** How much memory is resident of the one of a pod, in MB, pages of files it shares included. */
  double resident(Pod agent) {
    Matcher found = RSS.matcher(Tools.on(cluster).nextTo(agent).run("cat", file(agent, "status")));
    if (!found.find()) {
      throw new AssertionError("no VmRSS");
    }
    return Long.parseLong(found.group(1)) * 1024 / 1e6;
  }

  /** How long the one of a pod, and what it has run, have been at work, in user mode or for it. */
  Duration workingTime(Pod agent) {
    String stat = Tools.on(cluster).nextTo(agent).run("cat", file(agent, "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    // utime, stime, cutime, cstime (proc_pid_stat(5)) in hundredths of a second
    long ticks = 0;
    for (int field = 11; field < 15; field++) {
      ticks += Long.parseLong(fields[field]);
    }
    return Duration.ofMillis(ticks * 10);
  }

  /** What the agents have written. */
  String logs() {
    return pods().stream()
        .map(pod -> cluster.client().pods().resource(pod).getLog())
        .collect(Collectors.joining());
  }

  private String file(Pod agent, String name) {
    return "/proc/" + PodContainer.of(cluster, agent).process() + "/" + name;
  }

  private Pod current(Pod pod) {
    return cluster.client().resource(pod).get();
  }

  private static int restarts(Pod pod) {
    return pod.getStatus().getContainerStatuses().getFirst().getRestartCount();
  }

  private boolean areReady() {
    var set =
        cluster.client().apps().daemonSets().inNamespace(NAMESPACE).withName(DAEMON_SET).require();
    var status = set.getStatus();
    int nodes = cluster.nodes().size();
    return set.getMetadata().getGeneration().equals(status.getObservedGeneration())
        && status.getDesiredNumberScheduled() == nodes
        && Integer.valueOf(nodes).equals(status.getUpdatedNumberScheduled())
        && status.getNumberReady() == nodes
        && pods().size() == nodes
        && pods().stream().allMatch(Readiness::isPodReady);
  }

  private void patch(String merge) {
    cluster
        .client()
        .apps()
        .daemonSets()
        .inNamespace(NAMESPACE)
        .withName(DAEMON_SET)
        .patch(PatchContext.of(PatchType.JSON_MERGE), merge);
  }
}
