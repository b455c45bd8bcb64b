package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.agent.tunnels.Reasons.Reason;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The last word about a tunnel that rests on messages of somebody who has not proved who they are.
 * Anybody can send some of them, in the name of any address. So the first word stays for a while,
 * whatever others follow, and a word nobody repeats is forgotten.
 *
 * @param reason what the messages say
 * @param source where they came from
 * @param receives whether who sent them has been seen to receive our answers
 * @param since when it was first said
 * @param repeated when it was last said
 */
record Unconfirmed(
    Reason reason, String source, boolean receives, Instant since, Instant repeated) {
  private static final Duration STAYS = Duration.ofSeconds(30);
  private static final Duration LASTS = Duration.ofMinutes(5);

  /** The word to keep after one more. */
  static Unconfirmed next(
      @Nullable Unconfirmed before, Reason reason, String source, boolean receives, Instant now) {
    if (before == null) {
      return new Unconfirmed(reason, source, receives, now, now);
    }
    if (before.reason.reason().equals(reason.reason()) && before.source.equals(source)) {
      // The first list stays.
      return new Unconfirmed(before.reason, source, receives, before.since, now);
    }
    return now.isBefore(before.since.plus(STAYS))
        ? before
        : new Unconfirmed(reason, source, receives, now, now);
  }

  boolean isOver(Instant now) {
    return !now.isBefore(repeated.plus(LASTS));
  }

  String message() {
    return "unconfirmed, from %s: %s".formatted(source, reason.message());
  }

  /**
   * Whether it says more precisely what a refusal of our own attempts says. Who sent it has
   * received our answer at the address that we dial, so it is no stranger with a forged source.
   *
   * @param ours the reason of the refusal
   */
  boolean refines(String ours) {
    return receives && Reasons.isVaguer(ours, reason.reason());
  }

  /** Whether the other one says the same. */
  boolean says(Unconfirmed other) {
    return reason.equals(other.reason) && source.equals(other.source);
  }
}
