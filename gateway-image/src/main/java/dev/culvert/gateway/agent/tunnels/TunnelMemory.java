package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.contract.TunnelConfig;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the agent remembers of one tunnel while one charon runs.
 *
 * @param loaded what charon holds, absent if nothing
 * @param refused the last wish charon refused to hold, absent once it took one
 * @param outdatedIkeSas ids of IKE_SAs made with settings that were edited since
 * @param retiredIkeSas those of them that go as soon as a new one carries the tunnel
 * @param outdatedChildSas ids of CHILD_SAs made with selectors or proposals that were edited since
 * @param attempts our attempts in progress: when each was first seen, by IKE_SA id
 * @param initiating when to start the next attempt
 */
record TunnelMemory(
    @Nullable TunnelConfig loaded,
    @Nullable TunnelConfig refused,
    Set<Long> outdatedIkeSas,
    Set<Long> retiredIkeSas,
    Set<Long> outdatedChildSas,
    Map<Long, Instant> attempts,
    Initiating initiating) {

  /** Copies the collections. */
  TunnelMemory {
    outdatedIkeSas = Set.copyOf(outdatedIkeSas);
    retiredIkeSas = Set.copyOf(retiredIkeSas);
    outdatedChildSas = Set.copyOf(outdatedChildSas);
    attempts = Map.copyOf(attempts);
  }

  /**
   * Of a tunnel charon knows nothing of yet.
   *
   * @param eagerFrom from then on this end starts even where the peer is expected to; absent: only
   *     after the usual delay
   */
  static TunnelMemory blank(@Nullable Instant eagerFrom) {
    return new TunnelMemory(
        null, null, Set.of(), Set.of(), Set.of(), Map.of(), Initiating.eagerFrom(eagerFrom));
  }

  TunnelMemory holding(@Nullable TunnelConfig tunnel) {
    return new TunnelMemory(
        tunnel, null, outdatedIkeSas, retiredIkeSas, outdatedChildSas, attempts, initiating);
  }

  TunnelMemory refusing(TunnelConfig tunnel, @Nullable TunnelConfig stillLoaded) {
    return new TunnelMemory(
        stillLoaded, tunnel, outdatedIkeSas, retiredIkeSas, outdatedChildSas, attempts, initiating);
  }

  TunnelMemory with(Initiating next) {
    return new TunnelMemory(
        loaded, refused, outdatedIkeSas, retiredIkeSas, outdatedChildSas, attempts, next);
  }

  TunnelMemory withAttempts(Map<Long, Instant> seen) {
    return new TunnelMemory(
        loaded, refused, outdatedIkeSas, retiredIkeSas, outdatedChildSas, seen, initiating);
  }

  TunnelMemory withOutdated(Set<Long> ikeSas, Set<Long> retired, Set<Long> childSas) {
    return new TunnelMemory(loaded, refused, ikeSas, retired, childSas, attempts, initiating);
  }

  /** After an IKE rekeying: the new IKE_SA has the settings of the old one. */
  TunnelMemory ikeRekeyed(long oldId, long newId) {
    return withOutdated(
        inherited(outdatedIkeSas, oldId, newId),
        inherited(retiredIkeSas, oldId, newId),
        outdatedChildSas);
  }

  /** After a CHILD rekeying: the new CHILD_SA has the selectors of the old one. */
  TunnelMemory childRekeyed(long oldId, long newId) {
    return withOutdated(outdatedIkeSas, retiredIkeSas, inherited(outdatedChildSas, oldId, newId));
  }

  private static Set<Long> inherited(Set<Long> ids, long oldId, long newId) {
    if (!ids.contains(oldId)) {
      return ids;
    }
    var more = new HashSet<>(ids);
    more.add(newId);
    return more;
  }
}
