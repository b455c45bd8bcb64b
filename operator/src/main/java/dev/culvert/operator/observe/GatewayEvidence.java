package dev.culvert.operator.observe;

import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.gateway.contract.GatewayState;
import dev.culvert.operator.link.GatewayHealth;
import dev.culvert.operator.link.Rejection;
import dev.culvert.operator.status.GatewayView;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Instant;
import java.util.Optional;

/**
 * What there is to judge a gateway by that has a Deployment. Pure.
 *
 * @param pod its newest pod that is not going away
 * @param health how well it is heard
 * @param state what it said last
 * @param stored the document it shall hold
 * @param rejection the document it cannot use
 * @param now the time
 */
record GatewayEvidence(
    Optional<Pod> pod,
    GatewayHealth health,
    Optional<GatewayState> state,
    Optional<GatewayConfig> stored,
    Optional<Rejection> rejection,
    Instant now) {

  GatewayView view() {
    if (pod.isEmpty()) {
      return new GatewayView.Starting("The gateway's pod is being created.");
    }
    return health.connected() && state.isPresent() ? heard(state.get()) : unheard(pod.get());
  }

  private GatewayView heard(GatewayState said) {
    boolean upToDate =
        stored
            .filter(c ->
                c.revision() == said.revision()
                    && (said.epoch() == null || said.epoch().equals(c.epoch())))
            .isPresent();
    Optional<String> unusable =
        rejection.filter(r -> stored.filter(r::isAbout).isPresent()).map(Rejection::sentence);
    return new GatewayView.Heard(said, upToDate, unusable);
  }

  private GatewayView unheard(Pod present) {
    // A pod born since, that never spoke, is a start; one that was there before may just be quiet.
    Instant podCreated = Instant.parse(present.getMetadata().getCreationTimestamp());
    Instant heardOf = health.lastHeard() == null ? health.watchedSince() : health.lastHeard();
    if (podCreated.isAfter(heardOf) && !isSilent(present)) {
      return PodStart.view(present);
    }
    if (!health.isUnknown(now)) {
      return new GatewayView.Quiet();
    }
    GatewayView start = PodStart.view(present);
    return start instanceof GatewayView.Failed
        ? start
        : new GatewayView.Lost(
            "The gateway has not been heard for more than "
                + GatewayHealth.PATIENCE.toSeconds()
                + " seconds: "
                + (health.failure() == null ? "no answer" : health.failure())
                + ".");
  }

  /** Whether the pod has been ready for so long that its start is no reason not to be heard. */
  private boolean isSilent(Pod present) {
    return present.getStatus().getConditions().stream()
        .filter(c -> c.getType().equals("Ready") && c.getStatus().equals("True"))
        .map(c -> Instant.parse(c.getLastTransitionTime()))
        .anyMatch(since -> !now.isBefore(since.plus(GatewayHealth.PATIENCE)));
  }
}
