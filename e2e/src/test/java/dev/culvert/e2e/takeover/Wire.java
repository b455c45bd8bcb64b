package dev.culvert.e2e.takeover;

import dev.culvert.e2e.scenario.Charon;
import dev.culvert.e2e.scenario.Charon.IkeSa;
import dev.culvert.e2e.scenario.Link;
import dev.culvert.e2e.scenario.Side;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.List;
import java.util.stream.Stream;

/**
 * What of a link's two gateways an interruption would change, read off the gateways themselves.
 *
 * @param left of the left one
 * @param right of the right one
 */
record Wire(End left, End right) {

  /**
   * One gateway.
   *
   * @param pod its pod's UID
   * @param restarts how often the pod's container has been started again
   * @param charon its IKE daemon's process
   * @param sas its IKE_SAs with their CHILD_SAs
   */
  record End(String pod, int restarts, String charon, List<IkeSa> sas) {

    /** The SPIs that it receives ESP by. */
    List<String> spis() {
      return sas.stream().map(IkeSa::childSpis).flatMap(List::stream).sorted().toList();
    }

    private boolean isUp() {
      return sas.size() == 1
          && sas.getFirst().state().equals("ESTABLISHED")
          && sas.getFirst().childSpis().size() == 1;
    }
  }

  /** As it is now. */
  static Wire of(Link link) {
    return new Wire(end(link.left()), end(link.right()));
  }

  /** Whether either end has the one tunnel and nothing under way. */
  boolean isSettled() {
    return Stream.of(left, right).allMatch(End::isUp);
  }

  private static End end(Side side) {
    Pod pod = side.pod();
    return new End(
        pod.getMetadata().getUid(),
        pod.getStatus().getContainerStatuses().getFirst().getRestartCount(),
        Charon.process(side),
        Charon.ikeSas(side));
  }
}
