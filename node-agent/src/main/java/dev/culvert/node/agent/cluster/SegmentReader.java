package dev.culvert.node.agent.cluster;

import dev.culvert.crds.v1alpha1.NetworkSegment;
import dev.culvert.node.agent.plan.Doubt;
import dev.culvert.node.agent.plan.Prefix;
import dev.culvert.node.agent.plan.Segment;
import java.util.List;
import java.util.Optional;

/** Reads segments. */
final class SegmentReader {
  private SegmentReader() {}

  /** The network of a segment that cannot be read. */
  static Optional<Doubt> doubt(NetworkSegment object) {
    var spec = object.getSpec();
    var ref = spec == null ? null : spec.virtualNetworkRef();
    return spec == null
        ? Optional.empty()
        : Optional.of(
            new Doubt(
                ref == null || ref.namespace() == null ? "" : ref.namespace(),
                spec.virtualNetworkUid() == null ? "" : spec.virtualNetworkUid(),
                spec.vni() == null ? 0 : spec.vni()));
  }

  /**
   * The segment; empty if it is on its way out.
   *
   * @throws IllegalArgumentException if there is something in it that no operator writes
   */
  static Optional<Segment> read(NetworkSegment object) {
    if (object.getMetadata().getDeletionTimestamp() != null) {
      return Optional.empty();
    }
    var spec = object.getSpec();
    if (spec.vni() < 1 || spec.vni() > 0xFFFFFF) {
      throw new IllegalArgumentException("not a VNI: " + spec.vni());
    }
    var namespace = spec.virtualNetworkRef().namespace();
    if (namespace == null) {
      throw new IllegalArgumentException("virtualNetworkRef names no namespace");
    }
    var gateway = spec.gatewayAddress();
    if (gateway != null) {
      Prefix.parseAddress(gateway);
    }
    return Optional.of(
        new Segment(
            spec.vni(),
            spec.virtualNetworkUid(),
            namespace,
            prefixes(spec.localRoutes()),
            gateway,
            prefixes(spec.remoteRoutes()),
            prefixes(spec.clusterRanges())));
  }

  private static List<Prefix> prefixes(List<String> texts) {
    return texts.stream().map(Prefix::parse).distinct().toList();
  }
}
