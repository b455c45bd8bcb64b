package dev.culvert.operator.membership;

import dev.culvert.crds.v1alpha1.NetworkRef;
import dev.culvert.crds.v1alpha1.NetworkSegment;
import dev.culvert.crds.v1alpha1.NetworkSegmentSpec;
import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.operator.plan.Names;
import dev.culvert.operator.plan.NetworkKey;
import dev.culvert.operator.plan.NetworkPlan;
import dev.culvert.operator.plan.Prefix;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What nodes are told of a network. */
public final class SegmentPlanner {
  /** VNIs are 24 bits wide, and 0 is none. */
  private static final int LARGEST_VNI = 0xffffff;

  /** As many as a segment may list. */
  private static final int MOST_RANGES = 4096;

  private SegmentPlanner() {}

  /** The VNI to try first for the network with the given UID. */
  public static int firstVni(String networkUid) {
    return 1 + Names.number(networkUid, LARGEST_VNI);
  }

  /** The VNI to try when the given one is another network's. */
  public static int nextVni(int vni) {
    return vni % LARGEST_VNI + 1;
  }

  /** A segment by which the network takes the VNI; nodes are told the rest later. */
  public static NetworkSegment reservation(String namespace, NetworkInForce network, int vni) {
    return segment(
        namespace,
        vni,
        new NetworkSegmentSpec(
            vni, ref(network), network.uid(), List.of(), null, List.of(), List.of()));
  }

  /** The segment of a network that has its VNI. */
  public static NetworkSegment segment(
      String namespace,
      NetworkInForce network,
      NetworkPlan plan,
      Collection<Prefix> clusterRanges) {
    List<Prefix> ranges = Prefix.merged(clusterRanges);
    List<Prefix> remote = remote(plan);
    int vni = network.vni().orElseThrow();
    return segment(
        namespace,
        vni,
        new NetworkSegmentSpec(
            vni,
            ref(network),
            network.uid(),
            texts(Prefix.subtract(network.space(), ranges)),
            network.gatewayAddress().orElse(null),
            texts(Prefix.subtract(remote, ranges)),
            texts(listed(ranges, network.space(), remote))));
  }

  /** The prefixes that members reach through the network's gateway. */
  static List<Prefix> remote(NetworkPlan plan) {
    return plan.config().map(GatewayConfig::tunnels).orElse(List.of()).stream()
        .flatMap(tunnel -> tunnel.children().stream())
        .flatMap(child -> child.remotePrefixes().stream())
        .distinct()
        .map(Prefix::of)
        .toList();
  }

  /** Where there are too many, those that matter now. */
  private static List<Prefix> listed(List<Prefix> ranges, List<Prefix> local, List<Prefix> remote) {
    Set<Prefix> wanted = Set.copyOf(Stream.concat(local.stream(), remote.stream()).toList());
    return ranges.size() <= MOST_RANGES
        ? ranges
        : ranges.stream()
            .filter(range -> wanted.stream().anyMatch(range::overlaps))
            .limit(MOST_RANGES)
            .toList();
  }

  private static NetworkSegment segment(String namespace, int vni, NetworkSegmentSpec spec) {
    var segment = new NetworkSegment();
    segment.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(namespace)
            .withName(Names.segment(vni))
            .withLabels(
                Map.of(
                    "app.kubernetes.io/managed-by",
                    "culvert",
                    NewClaim.NETWORK_UID,
                    spec.virtualNetworkUid()))
            .build());
    segment.setSpec(spec);
    return segment;
  }

  private static NetworkRef ref(NetworkInForce network) {
    NetworkKey key = network.key();
    return new NetworkRef(key.name(), key.namespace());
  }

  private static List<String> texts(List<Prefix> prefixes) {
    return prefixes.stream().map(Prefix::toString).toList();
  }
}
