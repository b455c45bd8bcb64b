package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.Gateway;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.LocalNetworkSite;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.gateway.contract.SharedKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Everything one network's plan depends on.
 *
 * @param network the network
 * @param connections the network's own connections, those being deleted left out
 * @param peers the networks its connections refer to, as far as they exist and refer to it
 * @param sites the sites of its namespace, by name
 * @param carried what its gateway carries now
 * @param linkKeys the generated keys that exist, by {@link Names#linkSecret}
 * @param keySecrets the Secrets of its namespace that hold given keys
 * @param address where other gateways of the cluster dial its gateway, absent while it has none
 * @param published where peers outside reach its gateway
 * @param allowed what the installation lets networks ask for
 */
public record NetworkInput(
    VirtualNetwork network,
    List<GatewayConnection> connections,
    Map<NetworkKey, Peer> peers,
    Map<String, LocalNetworkSite> sites,
    Optional<Carried> carried,
    Map<String, SharedKey> linkKeys,
    KeySecrets keySecrets,
    Optional<String> address,
    Published published,
    Allowed allowed) {

  /** Where the network lives. */
  public NetworkKey key() {
    return NetworkKey.of(network);
  }

  /** Where the peer of one of its connections reaches the gateway. */
  public Published reachedBy(GatewayConnection connection) {
    return connection.getSpec().remote().localNetworkSiteRef() != null
        ? published
        : address
            .map(Published::at)
            .orElseGet(() -> Published.pending("The gateway's Service has no address yet."));
  }

  /** The same world with something else carried. */
  NetworkInput carrying(Optional<Carried> something) {
    return new NetworkInput(
        network,
        connections,
        peers,
        sites,
        something,
        linkKeys,
        keySecrets,
        address,
        published,
        allowed);
  }

  /**
   * A network at the other end.
   *
   * @param network the network
   * @param connections its own connections, those being deleted left out
   * @param carried what its gateway carries now
   * @param address where its gateway is dialled, absent while it has none
   */
  public record Peer(
      VirtualNetwork network,
      List<GatewayConnection> connections,
      Optional<Carried> carried,
      Optional<String> address) {

    /** Its gateway as it is, or as it is asked for. */
    Optional<Gateway> gateway() {
      return carried
          .map(Carried::gateway)
          .or(() -> Optional.ofNullable(network.getSpec().gateway()));
    }
  }
}
