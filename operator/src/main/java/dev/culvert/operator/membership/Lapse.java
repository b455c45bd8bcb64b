package dev.culvert.operator.membership;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.AddressKeeper;
import dev.culvert.operator.plan.NetworkKey;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** When an address is not kept for a StatefulSet any more. */
public final class Lapse {
  private Lapse() {}

  /**
   * Whether the claim, whose pod is gone, gets no other: its StatefulSet is gone, is a new one of
   * the name, is too small for it, or is on another network or subnet.
   */
  public static boolean of(AddressClaim claim, Optional<StatefulSet> present) {
    AddressKeeper keeper = claim.getSpec().keptFor();
    return keeper == null
        || present
            .filter(set -> set.getMetadata().getUid().equals(keeper.uid()))
            .filter(set -> hasPlaceFor(set, claim))
            .filter(set -> isOn(set, claim))
            .isEmpty();
  }

  private static boolean hasPlaceFor(StatefulSet set, AddressClaim claim) {
    var spec = set.getSpec();
    int first =
        spec.getOrdinals() == null
            ? 0
            : Objects.requireNonNullElse(spec.getOrdinals().getStart(), 0);
    int count = Objects.requireNonNullElse(spec.getReplicas(), 1);
    String prefix = set.getMetadata().getName() + "-";
    String name = claim.getSpec().holder() == null ? "" : claim.getSpec().holder().name();
    if (!name.startsWith(prefix) || !name.substring(prefix.length()).matches("\\d{1,9}")) {
      return false;
    }
    int ordinal = Integer.parseInt(name.substring(prefix.length()));
    return ordinal >= first && ordinal < first + count;
  }

  private static boolean isOn(StatefulSet set, AddressClaim claim) {
    ObjectMeta pods = set.getSpec().getTemplate().getMetadata();
    Map<String, String> labels = Objects.requireNonNullElse(pods.getLabels(), Map.of());
    String namespace =
        Objects.requireNonNullElse(pods.getAnnotations(), Map.<String, String>of())
            .getOrDefault(MemberPod.NETWORK_NAMESPACE, set.getMetadata().getNamespace());
    return new NetworkKey(namespace, Objects.requireNonNullElse(labels.get(MemberPod.NETWORK), ""))
            .equals(
                new NetworkKey(
                    claim.getMetadata().getNamespace(), claim.getSpec().virtualNetworkRef().name()))
        && claim.getSpec().subnet().equals(labels.get(MemberPod.SUBNET));
  }
}
