package dev.culvert.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.gateway.contract.Contract;
import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.gateway.contract.GatewayState;
import dev.culvert.operator.link.GatewayHealth;
import dev.culvert.operator.link.Rejection;
import dev.culvert.operator.status.GatewayView;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The operator began to watch the gateway at second 0; now it is second 60. */
class GatewayEvidenceTest {
  private static final Instant START = Instant.parse("2026-01-02T03:04:00Z");
  private static final GatewayView STARTING =
      new GatewayView.Starting("The gateway's pod is starting.");
  private static final GatewayView QUIET = new GatewayView.Quiet();

  @Test
  void gatewayWithoutPod_isStarting_evenIfItSpokeJustNow() {
    assertThat(evidence(Optional.empty(), connected(59)).view())
        .isEqualTo(new GatewayView.Starting("The gateway's pod is being created."));
  }

  @Test
  void gatewayThatSpeaks_isHeard_whateverItsPodSays() {
    assertThat(evidence(Optional.of(failing(1)), connected(59)).view())
        .isInstanceOf(GatewayView.Heard.class);
  }

  @Test
  void podYoungerThanAllThatWasHeard_isStarting() {
    assertThat(evidence(Optional.of(pod(50)), silentSince(20)).view()).isEqualTo(STARTING);
    assertThat(evidence(Optional.of(pod(50)), neverHeard()).view()).isEqualTo(STARTING);
  }

  @Test
  void podOlderThanTheWatch_isQuietForThirtySeconds_afterTheOperatorsStart() {
    assertThat(evidence(Optional.of(pod(-500)), neverHeard(), 29).view()).isEqualTo(QUIET);
    assertThat(evidence(Optional.of(failing(-500)), neverHeard(), 29).view()).isEqualTo(QUIET);
    assertThat(evidence(Optional.of(pod(-500)), neverHeard(), 30).view())
        .isEqualTo(lost("no answer"));
  }

  @Test
  void gatewayThatFallsSilent_isQuietForThirtySeconds_thenLost() {
    assertThat(evidence(Optional.of(pod(-500)), silentSince(31)).view()).isEqualTo(QUIET);
    assertThat(evidence(Optional.of(pod(-500)), silentSince(30)).view())
        .isEqualTo(lost("the stream broke"));
  }

  @Test
  void silenceThatThePodExplains_isAFailure() {
    assertThat(evidence(Optional.of(failing(-500)), silentSince(30)).view())
        .isInstanceOf(GatewayView.Failed.class);
  }

  @Test
  void newPodThatIsReadyForThirtySecondsAndSaysNothing_isLost_notStarting() {
    assertThat(evidence(Optional.of(ready(10, 31)), neverHeard()).view()).isEqualTo(STARTING);
    assertThat(evidence(Optional.of(ready(10, 30)), neverHeard()).view())
        .isEqualTo(lost("no answer"));
  }

  @Test
  void gatewayIsUpToDate_whenItHoldsTheStoredRevisionOfItsEpoch() {
    assertThat(heard("epoch", 7, null).upToDate()).isTrue();
    assertThat(heard("epoch", 6, null).upToDate()).isFalse();
    assertThat(heard("another", 7, null).upToDate()).isFalse();
    // It started from the mounted document, which may name no epoch.
    assertThat(heard(null, 7, null).upToDate()).isTrue();
  }

  @Test
  void gatewayWithoutAStoredDocument_isNotUpToDate() {
    var evidence = evidence(Optional.of(pod(-500)), connected(59));
    var without =
        new GatewayEvidence(
            evidence.pod(),
            evidence.health(),
            evidence.state(),
            Optional.empty(),
            Optional.of(new Rejection("epoch", 7, "too long")),
            evidence.now());
    assertThat(without.view())
        .isEqualTo(new GatewayView.Heard(state("epoch", 7), false, Optional.empty()));
  }

  @Test
  void rejection_countsForTheStoredDocumentOnly() {
    assertThat(heard("epoch", 6, new Rejection("epoch", 7, "too long")).rejection())
        .contains("too long");
    assertThat(heard("epoch", 5, new Rejection("epoch", 6, "too long")).rejection()).isEmpty();
    assertThat(heard("epoch", 6, new Rejection("another", 7, "too long")).rejection()).isEmpty();
  }

  private static GatewayView.Heard heard(String epoch, long revision, Rejection rejection) {
    return (GatewayView.Heard)
        new GatewayEvidence(
                Optional.of(pod(-500)),
                connected(59),
                Optional.of(state(epoch, revision)),
                Optional.of(stored()),
                Optional.ofNullable(rejection),
                at(60))
            .view();
  }

  private static GatewayEvidence evidence(Optional<Pod> pod, GatewayHealth health) {
    return evidence(pod, health, 60);
  }

  private static GatewayEvidence evidence(Optional<Pod> pod, GatewayHealth health, int now) {
    return new GatewayEvidence(
        pod,
        health,
        health.lastHeard() == null ? Optional.empty() : Optional.of(state("epoch", 7)),
        Optional.of(stored()),
        Optional.empty(),
        at(now));
  }

  private static GatewayView lost(String failure) {
    return new GatewayView.Lost(
        "The gateway has not been heard for more than 30 seconds: " + failure + ".");
  }

  private static GatewayHealth connected(int lastHeard) {
    return new GatewayHealth(true, at(0), at(0), at(lastHeard), null);
  }

  private static GatewayHealth silentSince(int lastHeard) {
    return new GatewayHealth(false, at(lastHeard), at(0), at(lastHeard), "the stream broke");
  }

  private static GatewayHealth neverHeard() {
    return new GatewayHealth(false, at(0), at(0), null, null);
  }

  private static Pod pod(int born) {
    return new PodBuilder()
        .withNewMetadata()
        .withCreationTimestamp(at(born).toString())
        .endMetadata()
        .withNewStatus()
        .endStatus()
        .build();
  }

  private static Pod failing(int born) {
    return new PodBuilder(PodStartTest.waiting("CrashLoopBackOff", "back-off 10s"))
        .withMetadata(pod(born).getMetadata())
        .build();
  }

  private static Pod ready(int born, int since) {
    return new PodBuilder(pod(born))
        .editStatus()
        .addNewCondition()
        .withType("Ready")
        .withStatus("True")
        .withLastTransitionTime(at(since).toString())
        .endCondition()
        .endStatus()
        .build();
  }

  private static GatewayConfig stored() {
    return new GatewayConfig(
        Contract.VERSION, "gw", "epoch", 7, "10.1.0.4", null, List.of("10.1.0.0/16"), List.of());
  }

  private static GatewayState state(String epoch, long revision) {
    return new GatewayState(
        Contract.VERSION,
        "gw",
        epoch,
        revision,
        1,
        "userspace",
        new GatewayState.Charon(true, "6.0.1", START, 0),
        List.of(),
        List.of());
  }

  private static Instant at(int second) {
    return START.plusSeconds(second);
  }
}
