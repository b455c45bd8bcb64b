package dev.culvert.e2e.faults;

import static org.awaitility.Awaitility.await;

import dev.culvert.e2e.cluster.CulvertRelease;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.PodContainer;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.List;

/** The operator's pods. */
public final class OperatorPods {
  private static final String DEPLOYMENT = CulvertRelease.NAME;
  private static final String LEASE = "culvert-operator";
  private static final Duration START_LIMIT = Duration.ofSeconds(90);

  private final TestCluster cluster;
  private final KubernetesClient client;

  private OperatorPods(TestCluster cluster) {
    this.cluster = cluster;
    this.client = cluster.client();
  }

  /** Those of a cluster. */
  public static OperatorPods of(TestCluster cluster) {
    return new OperatorPods(cluster);
  }

  /** Kills all of them without notice, and keeps them away. */
  public void killAll() {
    List<Pod> pods = pods();
    pods.stream().filter(pod -> "Running".equals(pod.getStatus().getPhase())).forEach(this::freeze);
    scale(0);
    pods.forEach(this::deleteAtOnce);
    await("no operator").atMost(START_LIMIT).until(() -> pods().isEmpty());
  }

  /** Lets one of them come, and waits until it is ready. */
  public void bringBack() {
    scale(1);
    awaitReady(1);
  }

  /** Waits until there are as many as given, and all of them ready. */
  public void awaitReady(int replicas) {
    await(replicas + " operators ready")
        .atMost(START_LIMIT)
        .until(() -> pods().size() == replicas && pods().stream().allMatch(Readiness::isPodReady));
  }

  /** Kills the one that leads without notice. */
  public void killLeader() {
    Pod leader = leaderPod();
    freeze(leader);
    deleteAtOnce(leader);
  }

  /** Tells the one that leads to end, and does not wait. */
  void stopLeader() {
    client.resource(leaderPod()).delete();
  }

  /** The name of the pod that leads, or led last. */
  String leader() {
    return client
        .leases()
        .inNamespace(CulvertRelease.NAMESPACE)
        .withName(LEASE)
        .require()
        .getSpec()
        .getHolderIdentity();
  }

  private Pod leaderPod() {
    String leader = leader();
    return pods().stream()
        .filter(pod -> pod.getMetadata().getName().equals(leader))
        .findFirst()
        .orElseThrow(() -> new AssertionError("the leader " + leader + " has no pod"));
  }

  private void scale(int replicas) {
    client
        .apps()
        .deployments()
        .inNamespace(CulvertRelease.NAMESPACE)
        .withName(DEPLOYMENT)
        .scale(replicas);
  }

  /** The kubelet asks a process to end before it kills it; a frozen one does not hear that. */
  private void freeze(Pod pod) {
    PodContainer.of(cluster, pod).freeze();
  }

  private void deleteAtOnce(Pod pod) {
    client.resource(pod).withGracePeriod(0).delete();
  }

  private List<Pod> pods() {
    return client
        .pods()
        .inNamespace(CulvertRelease.NAMESPACE)
        .withLabel("app.kubernetes.io/component", "operator")
        .list()
        .getItems();
  }
}
