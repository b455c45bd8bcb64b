package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.agent.dataplane.Prefix;
import dev.culvert.gateway.agent.names.Answer;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelState.NameLookup;
import dev.culvert.gateway.contract.TunnelState.TunnelEvent;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What peers' names stand for: the addresses of the last look-up that succeeded. One that fails
 * changes nothing at them, and is remembered as a fault. Not thread-safe.
 */
final class PeerNames {
  private static final Known NOTHING = new Known(List.of(), null);

  private final Map<String, Known> known = new HashMap<>();

  /** Takes an answer; true if it says something new. */
  boolean answered(String name, Answer answer, Instant now) {
    var before = known.getOrDefault(name, NOTHING);
    var after =
        switch (answer) {
          case Answer.Found(var addresses) ->
              new Known(stable(before.addresses(), addresses), null);
          case Answer.Failed(var reason, var message) ->
              new Known(before.addresses(), fault(before.fault(), reason, message, now));
        };
    known.put(name, after);
    return !after.equals(before);
  }

  /** Those in use stay first: DNS answers in any order, and a tunnel dials the first. */
  private static List<String> stable(List<String> before, List<String> found) {
    return Stream.concat(
            before.stream().filter(found::contains),
            found.stream()
                .filter(address -> !before.contains(address))
                .sorted(Comparator.comparing(Prefix::parseAddress)))
        .toList();
  }

  /** A fault that lasts keeps its first time. */
  private static TunnelEvent fault(
      @Nullable TunnelEvent before, String reason, String message, Instant now) {
    return before != null && before.reason().equals(reason) && before.message().equals(message)
        ? before
        : new TunnelEvent(now, reason, message);
  }

  /** Forgets all other names. */
  void retain(Set<String> names) {
    known.keySet().retainAll(names);
  }

  /** The tunnel with the addresses to dial. */
  TunnelConfig dialled(TunnelConfig tunnel) {
    var name = tunnel.remoteName();
    return name == null ? tunnel : tunnel.dialling(of(name).addresses());
  }

  /** What became of the tunnel's name, absent if it has none. */
  @Nullable NameLookup lookup(TunnelConfig tunnel) {
    var name = tunnel.remoteName();
    return name == null ? null : new NameLookup(name, of(name).addresses(), of(name).fault());
  }

  private Known of(String name) {
    return known.getOrDefault(name, NOTHING);
  }

  private record Known(List<String> addresses, @Nullable TunnelEvent fault) {}
}
