package dev.culvert.node.agent.plan;

import dev.culvert.crds.v1alpha1.AddressClaimStatus;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which of several claims counts. A pod keeps the one it has until the operator releases that: a
 * claim that comes later, whoever wrote it, takes no pod off its network. So the claim that a pod
 * is attached by goes before others, then the older one, as for the operator.
 */
final class Precedence {
  private final Set<String> held;
  private final Map<String, String> heldByPod = new HashMap<>();

  /**
   * @param held the UIDs of the claims by which pods are attached, by their network namespaces
   * @param namespaces those of pods, by the pods' UIDs
   */
  Precedence(Map<String, String> held, Map<String, Sandbox> namespaces) {
    this.held = new HashSet<>(held.values());
    namespaces.forEach((pod, sandbox) -> {
      var claim = held.get(sandbox.netns());
      if (claim != null) {
        heldByPod.put(pod, claim);
      }
    });
  }

  /** The claim that counts for each pod, in the order of the pods' UIDs. */
  List<Claim> onePerPod(Collection<Claim> claims) {
    var byPod = new TreeMap<String, Claim>();
    claims.forEach(claim -> byPod.merge(claim.podUid(), claim, this::ofOnePod));
    return List.copyOf(byPod.values());
  }

  private Claim ofOnePod(Claim one, Claim other) {
    var attached = heldByPod.get(one.podUid());
    boolean isAttachedByOne = one.uid().equals(attached);
    if (isAttachedByOne != other.uid().equals(attached)) {
      return isAttachedByOne ? one : other;
    }
    return BY_AGE.compare(one, other) <= 0 ? one : other;
  }

  /** Claims of different pods, those first by which one is attached. */
  Comparator<Claim> order() {
    return Comparator.comparing((Claim claim) -> !held.contains(claim.uid())).thenComparing(BY_AGE);
  }

  /** Times have whole seconds; within one, what the node agents have said tells who was first. */
  private static final Comparator<Claim> BY_AGE =
      Comparator.comparing(Claim::created)
          .thenComparing(claim -> !isSaidToBeAttached(claim))
          .thenComparing(Claim::key);

  private static boolean isSaidToBeAttached(Claim claim) {
    var status = claim.status();
    return status != null
        && claim.podUid().equals(status.holderUid())
        && status.conditions().stream()
            .anyMatch(
                c -> c.type().equals(AddressClaimStatus.ATTACHED) && c.status().equals("True"));
  }
}
