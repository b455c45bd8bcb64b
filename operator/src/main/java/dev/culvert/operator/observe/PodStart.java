package dev.culvert.operator.observe;

import dev.culvert.operator.plan.Finding;
import dev.culvert.operator.status.GatewayView;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Why a gateway's pod has not started. Pure. */
final class PodStart {
  private static final Set<String> HOPELESS =
      Set.of(
          "ErrImagePull",
          "ImagePullBackOff",
          "InvalidImageName",
          "ErrImageNeverPull",
          "CreateContainerConfigError",
          "CreateContainerError",
          "RunContainerError",
          "CrashLoopBackOff");

  private PodStart() {}

  /** The view of a gateway whose pod is as given and whose agent has not been heard. */
  static GatewayView view(Pod pod) {
    Optional<GatewayView> failed =
        containers(pod)
            .map(ContainerStatus::getState)
            .filter(state -> state != null && state.getWaiting() != null)
            .map(ContainerState::getWaiting)
            .filter(waiting -> HOPELESS.contains(waiting.getReason()))
            .<GatewayView>map(waiting ->
                failed(
                    waiting.getReason(),
                    "The gateway's pod does not start: "
                        + Optional.ofNullable(waiting.getMessage()).orElse(waiting.getReason())))
            .findFirst();
    return failed
        .or(() -> unschedulable(pod))
        .orElseGet(() -> new GatewayView.Starting("The gateway's pod is starting."));
  }

  private static Optional<GatewayView> unschedulable(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(c -> c.getType().equals("PodScheduled") && c.getStatus().equals("False"))
        .filter(c -> "Unschedulable".equals(c.getReason()))
        .<GatewayView>map((PodCondition c) ->
            failed("Unschedulable", "No node takes the gateway's pod: " + c.getMessage()))
        .findFirst();
  }

  private static GatewayView.Failed failed(String reason, String message) {
    return new GatewayView.Failed(new Finding(reason, message));
  }

  private static Stream<ContainerStatus> containers(Pod pod) {
    return pod.getStatus().getContainerStatuses().stream();
  }
}
