package dev.culvert.node.agent.report;

import dev.culvert.crds.v1alpha1.AddressClaimStatus;
import dev.culvert.crds.v1alpha1.Condition;
import dev.culvert.node.agent.plan.Claim;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * What is to be told of a claim.
 *
 * @param isAttached whether its holder is attached
 * @param reason one CamelCase word
 * @param message a sentence
 */
public record Verdict(boolean isAttached, String reason, String message) {

  /** The largest message the API takes. */
  private static final int LONGEST = 32768;

  /** The holder is attached. */
  public static Verdict attached(Claim claim) {
    return new Verdict(true, "Attached", "The pod has vnet0 with " + claim.address() + ".");
  }

  /** The holder is not attached. */
  public static Verdict failed(String reason, String message) {
    return new Verdict(false, reason, message);
  }

  /** The status that says it. */
  AddressClaimStatus status(Claim claim, String node, Instant now) {
    var word = isAttached ? "True" : "False";
    var time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    var before = claim.status();
    if (before != null && claim.podUid().equals(before.holderUid())) {
      for (var condition : before.conditions()) {
        if (condition.type().equals(AddressClaimStatus.ATTACHED)
            && condition.status().equals(word)) {
          time = condition.lastTransitionTime();
        }
      }
    }
    var text = message.length() > LONGEST ? message.substring(0, LONGEST) : message;
    return new AddressClaimStatus(
        claim.podUid(),
        node,
        List.of(
            new Condition(
                AddressClaimStatus.ATTACHED, word, claim.generation(), time, reason, text)));
  }

  /** Whether two statuses differ at most in when something changed. */
  static boolean sayTheSame(AddressClaimStatus one, AddressClaimStatus other) {
    return timeless(one).equals(timeless(other));
  }

  private static AddressClaimStatus timeless(AddressClaimStatus status) {
    return new AddressClaimStatus(
        status.holderUid(),
        status.node(),
        status.conditions().stream()
            .map(c ->
                new Condition(
                    c.type(), c.status(), c.observedGeneration(), "", c.reason(), c.message()))
            .toList());
  }
}
