package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.Gateway;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.Routing;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The places for tunnels at one gateway, networks and sites together: how many there are (rule 3),
 * one for each pair of networks (rule 4), and one for a single site where routing is static (rule
 * 5). Connections take them one by one, in the order of {@link Consent#order}.
 */
final class Places {
  private final NetworkKey network;
  private final Gateway gateway;
  private final Map<RemoteKey, String> holders = new HashMap<>();

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
      boolean refused = Consent.remoteKey(other).flatMap(to -> places.take(other, to)).isPresent();
      if (other.getMetadata().getUid().equals(connection.getMetadata().getUid())) {
        return !refused;
      }
    }
    return false;
  }

  /** Gives the connection to the remote end a place, or says why there is none. */
  Optional<Finding> take(GatewayConnection connection, RemoteKey remote) {
    Optional<Finding> refusal = refusal(remote);
    if (refusal.isEmpty()) {
      holders.put(remote, connection.getMetadata().getName());
    }
    return refusal;
  }

  private Optional<Finding> refusal(RemoteKey remote) {
    if (remote.equals(network)) {
      return found(
          Reasons.REMOTE_IS_SELF, "VirtualNetwork %s cannot be connected to itself.", remote);
    }
    if (gateway.routing() != Routing.DYNAMIC && remote instanceof NetworkKey) {
      return found(
          Reasons.ROUTING_NOT_DYNAMIC,
          "Connections between networks need a gateway with routing Dynamic; VirtualNetwork %s has"
              + " routing Static.",
          network);
    }
    String holder = holders.get(remote);
    if (holder != null) {
      return found(
          Reasons.DUPLICATE_CONNECTION,
          "GatewayConnection \"%s\" already joins %s and %s; one tunnel joins a pair of networks.",
          holder,
          network,
          remote);
    }
    if (gateway.routing() != Routing.DYNAMIC && !holders.isEmpty()) {
      return found(
          Reasons.ROUTING_NOT_DYNAMIC,
          "A gateway with routing Static carries one tunnel, and GatewayConnection \"%s\" has it;"
              + " more need a gateway with routing Dynamic.",
          holders.values().iterator().next());
    }
    int limit = SkuLimits.tunnels(gateway.sku());
    if (holders.size() >= limit) {
      return found(
          Reasons.TOO_MANY_TUNNELS,
          "The gateway of VirtualNetwork %s carries at most %d tunnels with its sku; choose a larger"
              + " sku or delete a connection.",
          network,
          limit);
    }
    return Optional.empty();
  }

  private static Optional<Finding> found(String reason, String message, Object... named) {
    return Optional.of(new Finding(reason, message.formatted(named)));
  }
}
