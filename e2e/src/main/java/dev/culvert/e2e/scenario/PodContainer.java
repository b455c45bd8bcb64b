package dev.culvert.e2e.scenario;

import dev.culvert.e2e.cluster.Node;
import dev.culvert.e2e.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;

/**
 * The first container of a pod, as its node has it.
 *
 * @param node the node it runs on
 * @param id the name that the node's container runtime has for it
 */
public record PodContainer(Node node, String id) {

  /** The container of a pod that has been started. */
  public static PodContainer of(TestCluster cluster, Pod pod) {
    String url = pod.getStatus().getContainerStatuses().getFirst().getContainerID();
    return new PodContainer(cluster.nodeOf(pod), url.substring(url.indexOf("://") + 3));
  }

  /** The number, on the node, of its first process. */
  public String process() {
    return findProcess().orElseThrow(() -> new AssertionError(id + " does not run"));
  }

  private Optional<String> findProcess() {
    return node.exec("ctr", "-n", "k8s.io", "task", "ls")
        .lines()
        .filter(line -> line.startsWith(id))
        .map(line -> line.split("\\s+")[1])
        .findFirst();
  }

  /**
   * Stops its first process in the middle of whatever it does; it hears no signal but SIGKILL. One
   * that has just ended stays ended.
   */
  public void freeze() {
    findProcess()
        .ifPresent(process ->
            node.exec("sh", "-c", "kill -STOP %1$s || [ ! -e /proc/%1$s ]".formatted(process)));
  }
}
