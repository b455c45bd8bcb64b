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
 * @param reported what is reported of that time; it stays with the word
 * @param repeated when it was last said
 */
record Unconfirmed(
    Reason reason,
    String source,
    boolean receives,
    Instant since,
    Instant reported,
    Instant repeated) {
  private static final Duration STAYS = Duration.ofSeconds(30);
  private static final Duration LASTS = Duration.ofMinutes(5);

  /**
   * The word to keep after one more.
   *
   * @param said the one more
   */
  static Unconfirmed next(@Nullable Unconfirmed before, Unconfirmed said) {
    if (before == null) {
      return said;
    }
    if (before.reason.reason().equals(said.reason.reason()) && before.source.equals(said.source)) {
      // The first list stays.
      return new Unconfirmed(
          before.reason,
          before.source,
          said.receives,
          before.since,
          before.reported,
          said.repeated);
    }
    return said.since.isBefore(before.since.plus(STAYS)) ? before : said;
  }

  boolean isOver(Instant now) {
    return !now.isBefore(repeated.plus(LASTS));
  }

  String message() {
    return "unconfirmed, from %s: %s".formatted(source, reason.message());
  }

  /**
   * Whether it says more precisely what a refusal of our own attempts says. Who sent it has
   * received our answers, so its source is not forged. What our attempts met is said all the same.
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
