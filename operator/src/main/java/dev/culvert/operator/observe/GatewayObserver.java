package dev.culvert.operator.observe;

import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.operator.catalog.Catalog;
import dev.culvert.operator.gateway.GatewayDocument;
import dev.culvert.operator.link.GatewayLinks;
import dev.culvert.operator.plan.Names;
import dev.culvert.operator.status.GatewayView;
import java.time.Clock;
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
    if (catalog.gateways().deployment(gateway).isEmpty()) {
      return new GatewayView.Absent();
    }
    return new GatewayEvidence(
            catalog.gateways().pods(gateway).stream().findFirst(),
            links.health(gateway),
            links.state(gateway),
            stored(gateway),
            links.rejection(gateway),
            clock.instant())
        .view();
  }

  /** Where the gateway's agent listens, while its pod has an address. */
  public Optional<String> podAddress(String gateway) {
    return catalog.gateways().pods(gateway).stream()
        .findFirst()
        .map(pod -> pod.getStatus().getPodIP())
        .filter(address -> !address.isEmpty());
  }

  /** The document the gateway shall hold, as it is stored. */
  public Optional<GatewayConfig> stored(String gateway) {
    return catalog
        .gateways()
        .secret(Names.configSecret(gateway))
        .flatMap(secret ->
            GatewayDocument.read(secret)
                .map(c -> c.at(secret.getMetadata().getUid(), c.revision())));
  }
}
