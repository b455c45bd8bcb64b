package dev.culvert.node.agent.plan;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where nodes are. Each node's agent tells it, and may be absent for a while: an address once
 * learned stays known for ten minutes, and longer while a member of a network is on the node.
 */
public final class NodeBook {
  private static final Duration KEPT = Duration.ofMinutes(10);

  private final Map<String, Seen> nodes = new HashMap<>();

  private record Seen(String address, Instant time) {}

  /** An agent says where its node is. */
  public void learn(String node, String address, Instant now) {
    nodes.put(node, new Seen(address, now));
  }

  /**
   * Learns of nodes whose agents have not told it, from where frames for their members go already:
   * an agent that starts changes nothing because others are absent.
   *
   * @param forwarding the entries that are there, by VNI
   */
  public void recall(
      Collection<Claim> claims,
      Collection<Segment> segments,
      Map<Integer, Set<ForwardingEntry>> forwarding,
      Instant now) {
    var networks = new Networks(segments);
    for (var claim : claims) {
      // Members of two networks may have the same MAC address.
      networks
          .of(claim)
          .ifPresent(segment -> {
            var mac = MacAddress.of(segment.vni(), claim.address());
            forwarding.getOrDefault(segment.vni(), Set.of()).stream()
                .filter(entry -> entry.mac().equals(mac) && claim.node() != null)
                .forEach(entry -> nodes.putIfAbsent(claim.node(), new Seen(entry.node(), now)));
          });
    }
  }

  /** The known addresses by node. */
  public Map<String, String> addresses(Collection<Claim> claims, Instant now) {
    var needed = claims.stream().map(Claim::node).collect(Collectors.toSet());
    nodes
        .entrySet()
        .removeIf(entry ->
            !needed.contains(entry.getKey()) && entry.getValue().time().plus(KEPT).isBefore(now));
    return nodes.entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().address()));
  }
}
