package dev.culvert.node.agent.cluster;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.AddressKeeper;
import dev.culvert.node.agent.plan.Claim;
import dev.culvert.node.agent.plan.Doubt;
import java.util.Optional;

/** Reads claims. */
final class ClaimReader {
  private ClaimReader() {}

  /** What cannot be said of the network of a claim that cannot be read. */
  static Optional<Doubt> doubt(AddressClaim object) {
    var spec = object.getSpec();
    return spec == null || spec.virtualNetworkUid() == null
        ? Optional.empty()
        : Optional.of(new Doubt(object.getMetadata().getNamespace(), spec.virtualNetworkUid(), 0));
  }

  /**
   * The claim; empty while nobody holds it, or it is on its way out.
   *
   * @throws IllegalArgumentException if there is something in it that no operator writes
   */
  static Optional<Claim> read(AddressClaim object) {
    var metadata = object.getMetadata();
    var spec = object.getSpec();
    var holder = spec.holder();
    if (holder == null || metadata.getDeletionTimestamp() != null) {
      return Optional.empty();
    }
    var keeper = spec.keptFor();
    return Optional.of(
        new Claim(
            metadata.getNamespace(),
            metadata.getName(),
            metadata.getUid(),
            metadata.getGeneration() == null ? 0 : metadata.getGeneration(),
            metadata.getCreationTimestamp(),
            spec.virtualNetworkUid(),
            spec.address(),
            holder.uid(),
            holder.namespace() + "/" + holder.name(),
            holder.node(),
            keeper != null && keeper.kind().equals(AddressKeeper.GATEWAY)
                ? keeper.namespace() + "/" + keeper.name()
                : null,
            object.getStatus()));
  }
}
