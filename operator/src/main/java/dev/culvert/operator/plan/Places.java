package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.Gateway;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.Routing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The places for tunnels at one gateway: how many there are (rule 3), one for each pair of networks
 * (rule 4), and none where routing is static (rule 5). Connections take them one by one, in the
 * order of {@link Consent#order}.
 */
final class Places {
  private final NetworkKey network;
  private final Gateway gateway;
  private final Map<NetworkKey, String> holders = new HashMap<>();

  Places(NetworkKey network, Gateway gateway) {
    this.network = network;
    this.gateway = gateway;
  }

  /** Whether the connection gets a place where all of the given ones, it among them, want one. */
  static boolean isFor(GatewayConnection connection, NetworkKey network, NetworkInput.Peer peer) {
    if (peer.gateway().isEmpty()) {
      return false;
    }
    var places = new Places(network, peer.gateway().get());
    List<GatewayConnection> inOrder =
        peer.connections().stream().sorted(Consent.order(peer.carried())).toList();
    for (GatewayConnection other : inOrder) {
      boolean refused = Consent.remote(other).flatMap(to -> places.take(other, to)).isPresent();
      if (other.getMetadata().getUid().equals(connection.getMetadata().getUid())) {
        return !refused;
      }
    }
    return false;
  }

  /** Gives the connection to the remote network a place, or says why there is none. */
  Optional<Finding> take(GatewayConnection connection, NetworkKey remote) {
    Optional<Finding> refusal = refusal(remote);
    if (refusal.isEmpty()) {
      holders.put(remote, connection.getMetadata().getName());
    }
    return refusal;
  }

  private Optional<Finding> refusal(NetworkKey remote) {
    if (remote.equals(network)) {
      return Optional.of(
          new Finding(
              Reasons.REMOTE_IS_SELF,
              "VirtualNetwork " + remote + " cannot be connected to itself."));
    }
    if (gateway.routing() != Routing.DYNAMIC) {
      return Optional.of(
          new Finding(
              Reasons.ROUTING_NOT_DYNAMIC,
              "Connections between networks need a gateway with routing Dynamic; VirtualNetwork "
                  + network
                  + " has routing Static."));
    }
    String holder = holders.get(remote);
    if (holder != null) {
      return Optional.of(
          new Finding(
              Reasons.DUPLICATE_CONNECTION,
              "GatewayConnection \""
                  + holder
                  + "\" already joins "
                  + network
                  + " and "
                  + remote
                  + "; one tunnel joins a pair of networks."));
    }
    int limit = SkuLimits.tunnels(gateway.sku());
    if (holders.size() >= limit) {
      return Optional.of(
          new Finding(
              Reasons.TOO_MANY_TUNNELS,
              "The gateway of VirtualNetwork "
                  + network
                  + " carries at most "
                  + limit
                  + " tunnels with its sku; choose a larger sku or delete a connection."));
    }
    return Optional.empty();
  }
}
