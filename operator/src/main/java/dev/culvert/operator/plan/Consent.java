package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.NetworkRef;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Which connection of a network speaks for it towards another one. A link needs one on each side
 * (rule 11), and one tunnel joins a pair (rule 4): where a side has several, the carried one holds
 * the place, else the oldest.
 */
final class Consent {
  private Consent() {}

  /** The order in which connections of one gateway take their places. */
  static Comparator<GatewayConnection> order(Optional<Carried> carried) {
    return Comparator.<GatewayConnection, Boolean>comparing(
            c -> carried.flatMap(k -> k.tunnel(c.getMetadata().getUid())).isEmpty())
        .thenComparing(c -> Instant.parse(c.getMetadata().getCreationTimestamp()))
        .thenComparing(c -> c.getMetadata().getUid());
  }

  /** The connection that speaks towards the given network. */
  static Optional<GatewayConnection> speaker(
      List<GatewayConnection> connections, Optional<Carried> carried, NetworkKey towards) {
    return connections.stream()
        .filter(c -> remote(c).filter(towards::equals).isPresent())
        .min(order(carried));
  }

  /** What is at the connection's other end; empty if this version does not know it. */
  static Optional<RemoteKey> remoteKey(GatewayConnection connection) {
    return remote(connection)
        .<RemoteKey>map(network -> network)
        .or(() ->
            Optional.ofNullable(connection.getSpec().remote().localNetworkSiteRef())
                .map(site -> new SiteKey(site.name())));
  }

  /** The network at the connection's other end. */
  static Optional<NetworkKey> remote(GatewayConnection connection) {
    NetworkRef ref = connection.getSpec().remote().virtualNetworkRef();
    if (ref == null) {
      return Optional.empty();
    }
    String namespace =
        ref.namespace() == null ? connection.getMetadata().getNamespace() : ref.namespace();
    return Optional.of(new NetworkKey(namespace, ref.name()));
  }
}
