package dev.culvert.operator.catalog;

import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.LocalNetworkSite;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.operator.plan.NetworkKey;
import dev.culvert.operator.plan.NetworkPlanner;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Turns "something about this network changed" into reconciliations: of the network, of the
 * networks that have connections to it, and of the connections on both sides.
 */
public final class Triggers {
  private final SimpleInboundEventSource<VirtualNetwork> networks =
      new SimpleInboundEventSource<>("catalog-networks");
  private final SimpleInboundEventSource<GatewayConnection> connections =
      new SimpleInboundEventSource<>("catalog-connections");

  private final SimpleInboundEventSource<LocalNetworkSite> sites =
      new SimpleInboundEventSource<>("catalog-sites");

  /** What the reconciler of sites listens to. */
  public EventSource<?, LocalNetworkSite> sites() {
    return sites;
  }

  /** What the reconciler of networks listens to. */
  public EventSource<?, VirtualNetwork> networks() {
    return networks;
  }

  /** What the reconciler of connections listens to. */
  public EventSource<?, GatewayConnection> connections() {
    return connections;
  }

  /** Something about the network changed. */
  public void changed(NetworkKey network, Catalog catalog) {
    List<GatewayConnection> own = catalog.connectionsOf(network);
    List<GatewayConnection> towards = catalog.connectionsTo(network);
    touched(network, catalog.connections())
        .forEach(key -> networks.propagateEvent(new ResourceID(key.name(), key.namespace())));
    own.forEach(c -> connections.propagateEvent(ResourceID.fromResource(c)));
    towards.forEach(c -> connections.propagateEvent(ResourceID.fromResource(c)));
    catalog
        .sites(network.namespace())
        .values()
        .forEach(site -> sites.propagateEvent(ResourceID.fromResource(site)));
  }

  /**
   * The networks whose plans depend on the given one: itself, and those that have a connection to
   * it. Not those it only wishes to be joined to: one side's wish alone gives the other no work,
   * from which it could be told that there is another (rule 11).
   */
  static Set<NetworkKey> touched(NetworkKey network, Stream<GatewayConnection> all) {
    return Stream.concat(
            Stream.of(network),
            all.filter(c -> NetworkPlanner.remoteOf(c).filter(network::equals).isPresent())
                .map(Catalog::networkOf))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  /** What the network alone says of itself changed: its segment, or how full its subnets are. */
  public void members(NetworkKey network) {
    networks.propagateEvent(new ResourceID(network.name(), network.namespace()));
  }

  /** What a gateway says of itself changed: only its own network and connections speak of that. */
  public void heard(NetworkKey network, Catalog catalog) {
    networks.propagateEvent(new ResourceID(network.name(), network.namespace()));
    catalog
        .connectionsOf(network)
        .forEach((HasMetadata c) -> connections.propagateEvent(ResourceID.fromResource(c)));
  }
}
