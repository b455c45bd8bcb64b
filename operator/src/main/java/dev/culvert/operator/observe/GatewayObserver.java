package dev.culvert.operator.observe;

import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.gateway.contract.GatewayState;
import dev.culvert.operator.catalog.Catalog;
import dev.culvert.operator.gateway.GatewayDocument;
import dev.culvert.operator.link.GatewayHealth;
import dev.culvert.operator.link.GatewayLinks;
import dev.culvert.operator.plan.Names;
import dev.culvert.operator.status.GatewayView;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What is known of gateways right now. */
public final class GatewayObserver {
  private final Catalog catalog;
  private final GatewayLinks links;
  private final Clock clock;

  /** Reads from the given catalog and links. */
  public GatewayObserver(Catalog catalog, GatewayLinks links, Clock clock) {
    this.catalog = catalog;
    this.links = links;
    this.clock = clock;
  }

  /** What is known of the gateway of the given name. */
  public GatewayView view(String gateway) {
    if (catalog.deployment(gateway).isEmpty()) {
      return new GatewayView.Absent();
    }
    List<Pod> pods = catalog.pods(gateway);
    if (pods.isEmpty()) {
      return new GatewayView.Starting("The gateway's pod is being created.");
    }
    Pod pod = pods.getFirst();
    GatewayHealth health = links.health(gateway);
    Optional<GatewayState> state = links.state(gateway);
    if (health.connected() && state.isPresent()) {
      return new GatewayView.Heard(state.get(), upToDate(gateway, state.get()));
    }
    // A pod born since, that never spoke, is a start; one that was there before may just be quiet.
    Instant podCreated = Instant.parse(pod.getMetadata().getCreationTimestamp());
    Instant heardOf = health.lastHeard() == null ? health.watchedSince() : health.lastHeard();
    if (podCreated.isAfter(heardOf) && !isSilent(pod)) {
      return PodStart.view(pod);
    }
    if (!health.isUnknown(clock.instant())) {
      return new GatewayView.Quiet();
    }
    GatewayView start = PodStart.view(pod);
    return start instanceof GatewayView.Failed
        ? start
        : new GatewayView.Lost(
            "The gateway has not been heard for more than "
                + GatewayHealth.PATIENCE.toSeconds()
                + " seconds: "
                + (health.failure() == null ? "no answer" : health.failure())
                + ".");
  }

  /** Where the gateway's agent listens, while its pod has an address. */
  public Optional<String> podAddress(String gateway) {
    return catalog.pods(gateway).stream()
        .findFirst()
        .map(pod -> pod.getStatus().getPodIP())
        .filter(address -> !address.isEmpty());
  }

  /** The document the gateway shall hold, as it is stored. */
  public Optional<GatewayConfig> stored(String gateway) {
    return catalog
        .gatewaySecret(Names.configSecret(gateway))
        .flatMap(secret ->
            GatewayDocument.read(secret)
                .map(c -> c.at(secret.getMetadata().getUid(), c.revision())));
  }

  /** Whether the pod has been ready for so long that its start is no reason not to be heard. */
  private boolean isSilent(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(c -> c.getType().equals("Ready") && c.getStatus().equals("True"))
        .map(c -> Instant.parse(c.getLastTransitionTime()))
        .anyMatch(since -> !clock.instant().isBefore(since.plus(GatewayHealth.PATIENCE)));
  }

  private boolean upToDate(String gateway, GatewayState state) {
    return stored(gateway)
        .filter(c ->
            c.revision() == state.revision()
                && (state.epoch() == null || state.epoch().equals(c.epoch())))
        .isPresent();
  }
}
