package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.agent.charon.ChildSa;
import dev.culvert.gateway.agent.charon.IkeSa;
import dev.culvert.gateway.agent.dataplane.Prefix;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is reached through the installed CHILD_SAs of wanted tunnels. */
final class Reachable {
  private Reachable() {}

  static Set<Prefix> through(Collection<Tunnel> tunnels) {
    return tunnels.stream()
        .filter(tunnel -> tunnel.wanted != null)
        .flatMap(tunnel -> tunnel.sas.stream())
        .filter(IkeSa::isEstablished)
        .flatMap(sa -> sa.children().stream())
        .filter(ChildSa::isInstalled)
        .flatMap(child -> child.remotePrefixes().stream())
        .map(Reachable::prefix)
        .flatMap(Optional::stream)
        .collect(Collectors.toSet());
  }

  /** A peer may narrow a selector to something that is no prefix; charon has its own route then. */
  private static Optional<Prefix> prefix(String selector) {
    try {
      return Optional.of(Prefix.parse(selector));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
