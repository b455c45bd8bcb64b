package dev.culvert.operator.catalog;

import dev.culvert.crds.v1alpha1.Gateway;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.gateway.contract.SharedKey;
import dev.culvert.operator.gateway.GatewayDocument;
import dev.culvert.operator.gateway.LinkSecret;
import dev.culvert.operator.plan.Carried;
import dev.culvert.operator.plan.Names;
import dev.culvert.operator.plan.NetworkInput;
import dev.culvert.operator.plan.NetworkKey;
import dev.culvert.operator.plan.NetworkPlanner;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Puts together what a network's plan depends on. */
public final class NetworkInputs {
  private final Catalog catalog;
  private final Set<String> locations;

  /**
   * Reads from the given catalog.
   *
   * @param locations the names a location may have; empty when every name is accepted
   */
  public NetworkInputs(Catalog catalog, Set<String> locations) {
    this.catalog = catalog;
    this.locations = Set.copyOf(locations);
  }

  /** Everything the plan of the given network depends on. */
  public NetworkInput of(VirtualNetwork network) {
    NetworkKey key = NetworkKey.of(network);
    var connections = catalog.connectionsOf(key);
    Map<NetworkKey, NetworkInput.Peer> peers = new HashMap<>();
    connections.stream()
        .flatMap(c -> NetworkPlanner.remoteOf(c).stream())
        .distinct()
        .forEach(
            remote -> catalog.network(remote).ifPresent(peer -> peers.put(remote, peer(peer))));
    return new NetworkInput(network, connections, peers, carried(network), linkKeys(), locations);
  }

  /** Where the network's gateway is dialled. */
  public Optional<String> address(VirtualNetwork network) {
    return catalog
        .service(Names.gateway(network.getMetadata().getUid()))
        .map(service -> service.getSpec().getClusterIP());
  }

  private NetworkInput.Peer peer(VirtualNetwork network) {
    return new NetworkInput.Peer(
        network, catalog.connectionsOf(NetworkKey.of(network)), carried(network), address(network));
  }

  private Optional<Carried> carried(VirtualNetwork network) {
    Gateway wished = network.getSpec().gateway();
    return catalog
        .gatewaySecret(Names.configSecret(Names.gateway(network.getMetadata().getUid())))
        .flatMap(secret -> GatewayDocument.carried(secret, Optional.ofNullable(wished)));
  }

  private Map<String, SharedKey> linkKeys() {
    Map<String, SharedKey> keys = new HashMap<>();
    catalog
        .linkSecrets()
        .all()
        .forEach(secret ->
            LinkSecret.read(secret).ifPresent(k -> keys.put(secret.getMetadata().getName(), k)));
    return keys;
  }
}
