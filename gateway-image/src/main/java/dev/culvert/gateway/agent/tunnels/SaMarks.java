package dev.culvert.gateway.agent.tunnels;

import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is remembered of single SAs, by their ids; a rekeying hands it on.
 *
 * @param outdatedIkeSas IKE_SAs made with settings that were edited since
 * @param retiredIkeSas those of them that go as soon as a new one carries the tunnel
 * @param movedIkeSas IKE_SAs with addresses that are not dialled any more; they go likewise, unless
 *     the address comes back
 * @param acceptedIkeSas IKE_SAs this end started, or agreed to
 * @param outdatedChildSas CHILD_SAs made with selectors or proposals that were edited since
 */
record SaMarks(
    Set<Long> outdatedIkeSas,
    Set<Long> retiredIkeSas,
    Set<Long> movedIkeSas,
    Set<Long> acceptedIkeSas,
    Set<Long> outdatedChildSas) {
  static final SaMarks NONE = new SaMarks(Set.of(), Set.of(), Set.of(), Set.of(), Set.of());

  /** Copies the sets. */
  SaMarks {
    outdatedIkeSas = Set.copyOf(outdatedIkeSas);
    retiredIkeSas = Set.copyOf(retiredIkeSas);
    movedIkeSas = Set.copyOf(movedIkeSas);
    acceptedIkeSas = Set.copyOf(acceptedIkeSas);
    outdatedChildSas = Set.copyOf(outdatedChildSas);
  }

  /** Whether an IKE_SA is to be replaced by a new one. */
  boolean isLeaving(long ikeSa) {
    return retiredIkeSas.contains(ikeSa) || movedIkeSas.contains(ikeSa);
  }

  SaMarks accepting(Stream<Long> ikeSas) {
    return new SaMarks(
        outdatedIkeSas,
        retiredIkeSas,
        movedIkeSas,
        union(acceptedIkeSas, ikeSas),
        outdatedChildSas);
  }

  /** After an IKE rekeying: the new IKE_SA has the settings of the old one. */
  SaMarks ikeRekeyed(long oldId, long newId) {
    return new SaMarks(
        inherited(outdatedIkeSas, oldId, newId),
        inherited(retiredIkeSas, oldId, newId),
        inherited(movedIkeSas, oldId, newId),
        inherited(acceptedIkeSas, oldId, newId),
        outdatedChildSas);
  }

  /** After a CHILD rekeying: the new CHILD_SA has the selectors of the old one. */
  SaMarks childRekeyed(long oldId, long newId) {
    return new SaMarks(
        outdatedIkeSas,
        retiredIkeSas,
        movedIkeSas,
        acceptedIkeSas,
        inherited(outdatedChildSas, oldId, newId));
  }

  /** Without the SAs that are gone. */
  SaMarks retaining(Set<Long> ikeSas, Set<Long> childSas) {
    return new SaMarks(
        kept(outdatedIkeSas, ikeSas),
        kept(retiredIkeSas, ikeSas),
        kept(movedIkeSas, ikeSas),
        kept(acceptedIkeSas, ikeSas),
        kept(outdatedChildSas, childSas));
  }

  static Set<Long> union(Set<Long> ids, Stream<Long> more) {
    return Stream.concat(ids.stream(), more).collect(Collectors.toSet());
  }

  private static Set<Long> kept(Set<Long> remembered, Set<Long> present) {
    return remembered.stream().filter(present::contains).collect(Collectors.toSet());
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
