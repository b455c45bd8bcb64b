package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.Gateway;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.gateway.contract.SharedKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything one network's plan depends on.
 *
 * @param network the network
 * @param connections the network's own connections, those being deleted left out
 * @param peers the networks its connections refer to, as far as they exist
 * @param carried what its gateway carries now
 * @param linkKeys the generated keys that exist, by {@link Names#linkSecret}
 * @param locations the names a location may have; empty when every name is accepted
 */
public record NetworkInput(
    VirtualNetwork network,
    List<GatewayConnection> connections,
    Map<NetworkKey, Peer> peers,
    Optional<Carried> carried,
    Map<String, SharedKey> linkKeys,
    Set<String> locations) {

  /** Where the network lives. */
  public NetworkKey key() {
    return NetworkKey.of(network);
  }

  /** The same world with something else carried. */
  NetworkInput carrying(Optional<Carried> something) {
    return new NetworkInput(network, connections, peers, something, linkKeys, locations);
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
