package dev.culvert.operator.catalog;

import dev.culvert.crds.v1alpha1.Gateway;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.gateway.contract.SharedKey;
import dev.culvert.operator.gateway.GatewayDocument;
import dev.culvert.operator.gateway.LinkSecret;
import dev.culvert.operator.gateway.Reachability;
import dev.culvert.operator.plan.Allowed;
import dev.culvert.operator.plan.Carried;
import dev.culvert.operator.plan.Names;
import dev.culvert.operator.plan.NetworkInput;
import dev.culvert.operator.plan.NetworkKey;
import dev.culvert.operator.plan.NetworkPlanner;
import dev.culvert.operator.plan.Published;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Puts together what a network's plan depends on. */
public final class NetworkInputs {
  private final Catalog catalog;
  private final NodeAddresses nodes;
  private final Allowed allowed;

  /** Reads from the given catalog; {@code allowed} is what networks may ask for. */
  public NetworkInputs(Catalog catalog, NodeAddresses nodes, Allowed allowed) {
    this.catalog = catalog;
    this.nodes = nodes;
    this.allowed = allowed;
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
    Optional<Carried> carried = carried(network);
    Reachability reachability = reachability(network);
    return new NetworkInput(
        network,
        connections,
        peers,
        catalog.sites(key.namespace()),
        carried,
        linkKeys(),
        catalog.keySecrets(key.namespace()),
        reachability.clusterAddress(),
        published(network, carried, reachability),
        allowed);
  }

  private static Published published(
      VirtualNetwork network, Optional<Carried> carried, Reachability reachability) {
    return Optional.ofNullable(network.getSpec().gateway())
        .or(() -> carried.map(Carried::gateway))
        .map(gateway -> reachability.published(gateway.exposed()))
        .orElseGet(() -> Published.pending("The network has no gateway."));
  }

  private Reachability reachability(VirtualNetwork network) {
    String gateway = Names.gateway(network.getMetadata().getUid());
    return new Reachability(
        catalog.gateways().service(gateway),
        catalog.gateways().publicService(gateway),
        catalog.gateways().pods(gateway).stream().findFirst().flatMap(nodes::of));
  }

  private NetworkInput.Peer peer(VirtualNetwork network) {
    return new NetworkInput.Peer(
        network,
        catalog.connectionsOf(NetworkKey.of(network)),
        carried(network),
        reachability(network).clusterAddress());
  }

  private Optional<Carried> carried(VirtualNetwork network) {
    Gateway wished = network.getSpec().gateway();
    return catalog
        .gateways()
        .secret(Names.configSecret(Names.gateway(network.getMetadata().getUid())))
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
