package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.agent.tunnels.Reasons.Reason;
import org.jspecify.annotations.Nullable;

/**
 * A peer whose attempts arrive while our answers to them do not: it repeats its first message
 * (strongSwan, src/libcharon/sa/ikev2/task_manager_v2.c).
 */
final class ReturnPath {
  private static final String REPEATED =
      "received retransmit of request with ID 0, retransmitting response";

  private static final Reason BLOCKED =
      new Reason(
          "ReturnPathBlocked",
          "The peer repeats its IKE_SA_INIT: our answers do not reach it. Let UDP pass from here to"
              + " the peer too.");

  private ReturnPath() {}

  static boolean reads(String text) {
    return text.equals(REPEATED);
  }

  /** What the line says; only of an IKE_SA that is not established. */
  static @Nullable Reason of(String text) {
    return reads(text) ? BLOCKED : null;
  }
}
