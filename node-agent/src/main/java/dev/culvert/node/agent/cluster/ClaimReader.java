package dev.culvert.node.agent.cluster;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.AddressKeeper;
import dev.culvert.node.agent.plan.Claim;
import java.util.Locale;
import java.util.Optional;

/** Reads claims. */
final class ClaimReader {
  private ClaimReader() {}

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
            spec.macAddress().toLowerCase(Locale.ROOT),
            holder.uid(),
            holder.node(),
            keeper != null && keeper.kind().equals(AddressKeeper.GATEWAY)
                ? keeper.namespace() + "/" + keeper.name()
                : null,
            object.getStatus()));
  }
}
