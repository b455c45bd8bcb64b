package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelConfig.ChildConfig;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What the connections of one gateway hold and others cannot have: prefixes (rule 2), remote
 * identities, and their share of the pairs of prefixes that charon can keep. What is carried is
 * held from the start.
 */
final class Claims {
  /** What a charon keeps in good time; the agent refuses more. */
  static final int MOST_PAIRS = 4096;

  private final PrefixClaims prefixes = new PrefixClaims();
  private final Map<String, String> identities = new HashMap<>();
  private final Map<String, Integer> pairs = new HashMap<>();

  /** Starts with the network's own space and what its gateway carries. */
  Claims(List<Prefix> ownSpace, List<GatewayConnection> connections, Optional<Carried> carried) {
    prefixes.hold("the network's own address space", ownSpace);
    for (GatewayConnection connection : connections) {
      carried
          .flatMap(c -> c.tunnel(connection.getMetadata().getUid()))
          .ifPresent(tunnel -> hold(connection, tunnel));
    }
  }

  PrefixClaims prefixes() {
    return prefixes;
  }

  /** Gives the connection everything its tunnel takes. */
  void hold(GatewayConnection connection, TunnelConfig tunnel) {
    String title = NetworkPlanner.title(connection);
    prefixes.hold(
        title,
        tunnel.children().stream()
            .flatMap(c -> c.remotePrefixes().stream())
            .distinct()
            .map(Prefix::of)
            .toList());
    identities.put(tunnel.remoteIdentity(), title);
    pairs.merge(title, pairs(tunnel.children()), Math::max);
  }

  /** Why the connection cannot have the remote identity; empty when it can. */
  Optional<Finding> identityConflict(GatewayConnection connection, String identity) {
    String title = NetworkPlanner.title(connection);
    return Optional.ofNullable(identities.get(identity))
        .filter(holder -> !holder.equals(title))
        .map(holder ->
            new Finding(
                Reasons.DUPLICATE_IDENTITY,
                "%s: the remote identity %s is that of %s already; a peer is told by its identity. Give the site a gatewayIdentity of its own."
                    .formatted(title, identity, holder)));
  }

  /** Why the gateway cannot carry the children beside what others have; empty when it can. */
  Optional<Finding> pairConflict(GatewayConnection connection, List<ChildConfig> children) {
    String title = NetworkPlanner.title(connection);
    int others =
        pairs.entrySet().stream()
            .filter(e -> !Objects.equals(e.getKey(), title))
            .mapToInt(Map.Entry::getValue)
            .sum();
    int wanted = pairs(children);
    return others + wanted <= MOST_PAIRS
        ? Optional.empty()
        : Optional.of(
            new Finding(
                Reasons.TOO_MANY_PREFIXES,
                "%s makes %d pairs of a local and a remote prefix beside %d of other connections; a gateway carries at most %d. Join prefixes."
                    .formatted(title, wanted, others, MOST_PAIRS)));
  }

  private static int pairs(List<ChildConfig> children) {
    return children.stream()
        .mapToInt(c -> c.localPrefixes().size() * c.remotePrefixes().size())
        .sum();
  }
}
