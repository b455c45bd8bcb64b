package dev.culvert.operator.membership;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.AddressHolder;
import dev.culvert.crds.v1alpha1.AddressKeeper;
import dev.culvert.operator.plan.Finding;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of the addresses of one network.
 *
 * @param creations claims to make
 * @param changes claims that pass to another pod, or whose pod has come to a node or to another
 *     StatefulSet
 * @param releases claims to delete
 * @param holdings which pod has which address, those to be made included
 * @param findings which pod does not get what it asks for, and why
 */
public record MembershipPlan(
    List<AddressClaim> creations,
    List<Change> changes,
    List<AddressClaim> releases,
    List<Holding> holdings,
    List<Refusal> findings) {

  /**
   * The claim that gets another holder, or another keeper.
   *
   * @param keeper who keeps the address when the holder is gone; null: nobody
   */
  public record Change(AddressClaim claim, AddressHolder holder, @Nullable AddressKeeper keeper) {}

  /** The pod that has an address. */
  public record Holding(MemberPod pod, AddressClaim claim) {}

  /** The pod that does not get what it asks for. */
  public record Refusal(MemberPod pod, Finding why) {}
}
