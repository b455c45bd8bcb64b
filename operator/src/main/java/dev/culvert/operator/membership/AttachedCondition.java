package dev.culvert.operator.membership;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.AddressClaimStatus;
import dev.culvert.crds.v1alpha1.Condition;
import dev.culvert.operator.plan.Finding;
import dev.culvert.operator.plan.Reasons;
import java.util.Optional;

/**
 * What the pod condition {@code culvert.dev/attached} says.
 *
 * @param status True or False
 * @param reason one CamelCase word, see docs/states.md
 * @param message a sentence
 */
public record AttachedCondition(String status, String reason, String message) {
  private static final AttachedCondition ATTACHING =
      new AttachedCondition(
          "False", Reasons.ATTACHING, "The pod's node has not put it on the network yet.");

  /** What is said of a pod that was on a network and names none any more. */
  public static final AttachedCondition LEFT =
      new AttachedCondition(
          "False",
          Reasons.NOT_A_MEMBER,
          "The pod has no label %s any more, and was taken off its network."
              .formatted(MemberPod.NETWORK));

  /** Whether it says so. */
  public boolean isTrue() {
    return status.equals("True");
  }

  /**
   * What is to be said of a pod; empty where nothing was said yet, nothing is wrong and nobody
   * waits.
   *
   * @param finding why it does not get what it asks for
   * @param claim the address it has
   */
  public static Optional<AttachedCondition> of(
      MemberPod pod, Optional<Finding> finding, Optional<AddressClaim> claim) {
    Optional<AttachedCondition> known = claim.flatMap(present -> said(pod, present));
    if (known.isPresent()) {
      return known;
    }
    if (finding.isPresent() && claim.isEmpty()) {
      return finding.map(why -> new AttachedCondition("False", why.reason(), why.message()));
    }
    return pod.isGated() || pod.attached().isPresent() ? Optional.of(ATTACHING) : Optional.empty();
  }

  /** What the node agent found wrong with the pod. */
  public static Optional<Finding> trouble(MemberPod pod, AddressClaim claim) {
    return said(pod, claim)
        .filter(condition -> !condition.isTrue())
        .map(condition -> new Finding(condition.reason(), condition.message()));
  }

  private static Optional<AttachedCondition> said(MemberPod pod, AddressClaim claim) {
    AddressClaimStatus status = claim.getStatus();
    if (status == null || !pod.uid().equals(status.holderUid())) {
      return Optional.empty();
    }
    return status.conditions().stream()
        .filter(condition -> condition.type().equals(AddressClaimStatus.ATTACHED))
        .filter(condition -> !condition.status().equals("Unknown"))
        .map(condition -> said(claim, condition))
        .findFirst();
  }

  private static AttachedCondition said(AddressClaim claim, Condition condition) {
    return condition.status().equals("True")
        ? new AttachedCondition(
            "True",
            Reasons.ATTACHED,
            "The pod has %s of VirtualNetwork %s/%s."
                .formatted(
                    claim.getSpec().address(),
                    claim.getMetadata().getNamespace(),
                    claim.getSpec().virtualNetworkRef().name()))
        : new AttachedCondition("False", condition.reason(), condition.message());
  }
}
