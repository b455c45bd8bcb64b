package dev.culvert.gateway.agent.dataplane;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Which packets may go where.
 *
 * @param insideAddress the gateway's own address in its network, absent while there is no document
 * @param insideInterface the interface that somebody else gives that address, absent where it is
 *     the loopback's
 * @param network the network's own prefixes
 * @param passages what may pass through the tunnels
 */
public record PacketPolicy(
    @Nullable String insideAddress,
    @Nullable String insideInterface,
    List<Prefix> network,
    List<Passage> passages) {
  /** Nothing passes. */
  public static final PacketPolicy CLOSED = new PacketPolicy(null, null, List.of(), List.of());

  /** Copies the lists. */
  public PacketPolicy {
    network = List.copyOf(network);
    passages = List.copyOf(passages);
  }

  /** Everything that is reached through tunnels. */
  public List<Prefix> remotePrefixes() {
    return Prefix.merged(passages.stream().flatMap(p -> p.remote().stream()).toList());
  }

  /** Everything that must never be seen outside in clear. */
  Set<Prefix> innerPrefixes() {
    var inner = new TreeSet<>(Comparator.comparing(Prefix::address).thenComparing(Prefix::length));
    inner.addAll(network);
    passages.forEach(passage -> {
      inner.addAll(passage.local());
      inner.addAll(passage.remote());
    });
    return inner;
  }
}
