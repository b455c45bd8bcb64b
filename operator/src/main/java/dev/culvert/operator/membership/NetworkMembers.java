package dev.culvert.operator.membership;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.SubnetUse;
import dev.culvert.operator.plan.NetworkPlan;
import dev.culvert.operator.plan.Prefix;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * What a network says of its pods.
 *
 * @param subnets how much of each subnet is in use
 * @param full the subnets without a free address
 * @param overlaps prefixes that the cluster has too, each a clause
 */
public record NetworkMembers(List<SubnetUse> subnets, List<String> full, List<String> overlaps) {
  /** Nobody puts pods on networks. */
  public static final NetworkMembers NONE = new NetworkMembers(List.of(), List.of(), List.of());

  private static final int MOST_SAID = 5;

  /** What the network says, given its claims and the cluster's own ranges. */
  public static NetworkMembers of(
      NetworkInForce network,
      NetworkPlan plan,
      Collection<AddressClaim> claims,
      Collection<Prefix> clusterRanges) {
    var addresses =
        new Addresses(
            network,
            claims.stream()
                .filter(claim -> claim.getSpec().virtualNetworkUid().equals(network.uid()))
                .toList(),
            Set.of());
    List<Prefix> ranges = Prefix.merged(clusterRanges);
    List<String> overlaps = new ArrayList<>();
    network.space().forEach(p -> overlap("addressSpace", p, ranges, overlaps));
    SegmentPlanner.remote(plan).forEach(p -> overlap("remote prefix", p, ranges, overlaps));
    return new NetworkMembers(addresses.use(), addresses.full(), List.copyOf(overlaps));
  }

  private static void overlap(
      String title, Prefix prefix, List<Prefix> ranges, List<String> overlaps) {
    List<String> hits = ranges.stream().filter(prefix::overlaps).map(Prefix::toString).toList();
    if (!hits.isEmpty()) {
      String more =
          hits.size() > MOST_SAID ? " and %d more".formatted(hits.size() - MOST_SAID) : "";
      overlaps.add(
          "%s %s overlaps %s%s"
              .formatted(
                  title,
                  prefix,
                  String.join(", ", hits.subList(0, Math.min(MOST_SAID, hits.size()))),
                  more));
    }
  }
}
