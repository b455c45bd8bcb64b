package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.contract.TunnelConfig;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the agent remembers of one tunnel while one charon runs.
 *
 * @param loaded what charon holds, absent if nothing
 * @param refused the last wish charon refused to hold, absent once it took one
 * @param marks what is remembered of single SAs
 * @param firstSeen when each of the present IKE_SAs was first seen, by id
 * @param initiating when to start the next attempt
 */
record TunnelMemory(
    @Nullable TunnelConfig loaded,
    @Nullable TunnelConfig refused,
    SaMarks marks,
    Map<Long, Instant> firstSeen,
    Initiating initiating) {

  /** Copies the map. */
  TunnelMemory {
    firstSeen = Map.copyOf(firstSeen);
  }

  /**
   * Of a tunnel charon knows nothing of yet.
   *
   * @param eagerFrom from then on this end starts even where the peer is expected to; absent: only
   *     after the usual delay
   */
  static TunnelMemory blank(@Nullable Instant eagerFrom) {
    return new TunnelMemory(null, null, SaMarks.NONE, Map.of(), Initiating.eagerFrom(eagerFrom));
  }

  TunnelMemory holding(@Nullable TunnelConfig tunnel) {
    return new TunnelMemory(tunnel, null, marks, firstSeen, initiating);
  }

  TunnelMemory refusing(TunnelConfig tunnel, @Nullable TunnelConfig stillLoaded) {
    return new TunnelMemory(stillLoaded, tunnel, marks, firstSeen, initiating);
  }

  TunnelMemory with(Initiating next) {
    return new TunnelMemory(loaded, refused, marks, firstSeen, next);
  }

  TunnelMemory with(SaMarks next) {
    return new TunnelMemory(loaded, refused, next, firstSeen, initiating);
  }

  TunnelMemory withFirstSeen(Map<Long, Instant> seen) {
    return new TunnelMemory(loaded, refused, marks, seen, initiating);
  }

  TunnelMemory ikeRekeyed(long oldId, long newId) {
    return with(marks.ikeRekeyed(oldId, newId));
  }

  TunnelMemory childRekeyed(long oldId, long newId) {
    return with(marks.childRekeyed(oldId, newId));
  }
}
