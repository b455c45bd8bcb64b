package dev.culvert.node.agent.plan;

import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The networks that are known, and whose claims and members are theirs. */
final class Networks {
  private final Map<String, Segment> byUid = new TreeMap<>();

  Networks(Collection<Segment> segments) {
    segments.stream()
        .sorted(Comparator.comparing(Segment::vni))
        .forEach(segment -> byUid.putIfAbsent(segment.networkUid(), segment));
  }

  /** The network that the claim is of; empty if it is not known, or another namespace's. */
  Optional<Segment> of(Claim claim) {
    return of(claim.networkUid(), claim.namespace());
  }

  private Optional<Segment> of(String networkUid, String namespace) {
    return Optional.ofNullable(byUid.get(networkUid))
        .filter(segment -> segment.namespace().equals(namespace));
  }

  /** Whether the claim names a network of another namespace, which gives no address by it. */
  boolean isForeign(Claim claim) {
    @Nullable Segment segment = byUid.get(claim.networkUid());
    return segment != null && !segment.namespace().equals(claim.namespace());
  }

  /** The VNIs of all. */
  SortedSet<Integer> vnis() {
    return byUid.values().stream().map(Segment::vni).collect(Collectors.toCollection(TreeSet::new));
  }

  /** The VNIs of those of which something could not be read. */
  SortedSet<Integer> unsettled(Collection<Doubt> doubts) {
    return doubts.stream()
        .flatMap(doubt ->
            doubt.vni() > 0
                ? Stream.of(doubt.vni())
                : of(doubt.networkUid(), doubt.namespace()).map(Segment::vni).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
