package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.agent.charon.ChildSa;
import dev.culvert.gateway.agent.charon.ChildSa.Traffic;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Sums the bytes of a tunnel over all its CHILD_SAs, whose own counters start at 0 with each
 * rekeying. Not thread-safe.
 */
final class Tally {
  private final Map<Long, Traffic> present = new HashMap<>();
  private long goneIn;
  private long goneOut;

  /** Takes the counters of some CHILD_SAs; counters only grow. */
  void count(List<ChildSa> children) {
    children.forEach(child -> present.merge(child.id(), child.traffic(), Tally::larger));
  }

  /** Lets go of CHILD_SAs that charon no longer lists: what they carried stays counted. */
  void retain(List<ChildSa> listed) {
    var ids = listed.stream().map(ChildSa::id).collect(Collectors.toSet());
    present.forEach((id, traffic) -> {
      if (!ids.contains(id)) {
        goneIn += traffic.bytesIn();
        goneOut += traffic.bytesOut();
      }
    });
    present.keySet().retainAll(ids);
  }

  /** Lets go of all: a new charon starts its ids and counters again. */
  void charonEnded() {
    retain(List.of());
  }

  long bytesIn() {
    return goneIn + present.values().stream().mapToLong(Traffic::bytesIn).sum();
  }

  long bytesOut() {
    return goneOut + present.values().stream().mapToLong(Traffic::bytesOut).sum();
  }

  private static Traffic larger(Traffic one, Traffic other) {
    return new Traffic(
        Math.max(one.bytesIn(), other.bytesIn()),
        Math.max(one.bytesOut(), other.bytesOut()),
        Math.max(one.packetsIn(), other.packetsIn()),
        Math.max(one.packetsOut(), other.packetsOut()));
  }
}
