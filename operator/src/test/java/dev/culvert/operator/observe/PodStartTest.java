package dev.culvert.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.operator.plan.Finding;
import dev.culvert.operator.status.GatewayView;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PodStartTest {
  private static final GatewayView STARTING =
      new GatewayView.Starting("The gateway's pod is starting.");

  @ParameterizedTest
  @ValueSource(strings = {"ImagePullBackOff", "CrashLoopBackOff", "CreateContainerConfigError"})
  void reasonThatWaitingDoesNotMend_isAFailure_inTheKubeletsWords(String reason) {
    assertThat(PodStart.view(waiting(reason, "back-off 10s")))
        .isEqualTo(failed(reason, "The gateway's pod does not start: back-off 10s"));
  }

  @Test
  void failureWithoutWords_hasItsReasonForThem() {
    assertThat(PodStart.view(waiting("CrashLoopBackOff", null)))
        .isEqualTo(
            failed("CrashLoopBackOff", "The gateway's pod does not start: CrashLoopBackOff"));
  }

  @Test
  void reasonThatPasses_isAStart() {
    assertThat(PodStart.view(waiting("ContainerCreating", null))).isEqualTo(STARTING);
  }

  @Test
  void runningContainer_isAStart() {
    Pod pod =
        new PodBuilder()
            .withNewStatus()
            .addNewContainerStatus()
            .withNewState()
            .withNewRunning()
            .endRunning()
            .endState()
            .endContainerStatus()
            .endStatus()
            .build();
    assertThat(PodStart.view(pod)).isEqualTo(STARTING);
  }

  @Test
  void podThatNobodyLookedAtYet_isAStart() {
    assertThat(PodStart.view(new PodBuilder().withNewStatus().endStatus().build()))
        .isEqualTo(STARTING);
  }

  @Test
  void podThatNoNodeTakes_isAFailure_inTheSchedulersWords() {
    assertThat(PodStart.view(notScheduled("Unschedulable", "0/3 nodes are available")))
        .isEqualTo(
            failed("Unschedulable", "No node takes the gateway's pod: 0/3 nodes are available"));
  }

  @Test
  void podTheSchedulerHoldsBack_isAStart() {
    assertThat(PodStart.view(notScheduled("SchedulingGated", ""))).isEqualTo(STARTING);
  }

  private static GatewayView failed(String reason, String message) {
    return new GatewayView.Failed(new Finding(reason, message));
  }

  static Pod waiting(String reason, String message) {
    return new PodBuilder()
        .withNewStatus()
        .addNewContainerStatus()
        .withNewState()
        .withNewWaiting(message, reason)
        .endState()
        .endContainerStatus()
        .endStatus()
        .build();
  }

  private static Pod notScheduled(String reason, String message) {
    return new PodBuilder()
        .withNewStatus()
        .addNewCondition()
        .withType("PodScheduled")
        .withStatus("False")
        .withReason(reason)
        .withMessage(message)
        .endCondition()
        .endStatus()
        .build();
  }
}
