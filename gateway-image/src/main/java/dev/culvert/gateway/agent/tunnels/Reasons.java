package dev.culvert.gateway.agent.tunnels;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a line of charon's log means for a tunnel, in IKE terms. Lines name the fault earlier and
 * finer than charon's other events; the texts are those of strongSwan 6.0 (src/libcharon/sa).
 */
final class Reasons {
  private static final List<Rule> RULES =
      List.of(
          ofAttempt(
              "tried \\d+ shared keys? for .* but MAC mismatched",
              "PskMismatch",
              "The peer's proof does not fit the shared key: the two ends hold different keys. Give"
                  + " both the same one."),
          ofAttempt(
              "no shared key found for .*",
              "PskMissing",
              "There is no shared key for this pair of identities: give each end the identity that"
                  + " the other one presents."),
          ofAttempt(
              "IDir '.*' does not match to '.*'|constraint check failed: identity '.*' required.*",
              "IdentityMismatch",
              "The peer proved another identity than the one expected of it: give each end the"
                  + " identity that the other one presents."),
          ofAttempt(
              "received AUTHENTICATION_FAILED (notify error|error notify)",
              "RejectedByPeer",
              "The peer refused our authentication (AUTHENTICATION_FAILED): the shared key or the"
                  + " identities differ. Give both ends the same key, and each the identity that the"
                  + " other one presents."),
          rule(
              "(received NO_PROPOSAL_CHOSEN notify, no CHILD_SA built|no acceptable proposal found)",
              "EspProposalMismatch",
              "The two ends have no ESP proposal in common (NO_PROPOSAL_CHOSEN): let the peer accept"
                  + " aes256gcm16."),
          rule(
              "received NO_PROPOSAL_CHOSEN (notify error|error notify)",
              "RejectedByPeer",
              "The peer answered NO_PROPOSAL_CHOSEN: it is not set up for this tunnel yet, or the"
                  + " IKE proposals differ. Set the other end up, and let it accept one of ours."),
          rule(
              "(received TS_UNACCEPTABLE notify, no CHILD_SA built|traffic selectors .* unacceptable)",
              "TsMismatch",
              "The two ends do not agree on the prefixes (TS_UNACCEPTABLE): give both the same ones."),
          ofAttempt(
              "retransmit \\d+ of request with message ID 0"
                  + "|sending retransmit \\d+ of request message ID 0, seq 1",
              "NoAnswer",
              "The peer does not answer our first message: check that its address is right, that it is up,"
                  + " and that UDP passes between the two (port 500, if no other is given)."),
          ofAttemptByVersion1(
              "invalid ID_V1 payload length, decryption failed\\?|could not decrypt payloads",
              "PskMismatch",
              "The peer's message cannot be read: the two ends hold different keys. Give both the same"
                  + " one."),
          ofAttempt(
              "retransmit \\d+ of request with message ID 1"
                  + "|sending retransmit \\d+ of request message ID 0, seq 3",
              "NoAnswerOn4500",
              "The peer answers our first message but not the one with our identity, which is sent to"
                  + " UDP port 4500: let that"
                  + " port pass."),
          rule(
              "unable to resolve .*, initiate aborted",
              "DnsFailure",
              "The peer's name could not be resolved: correct it, or give it an A record."));

  private static final Pattern PEER_CLOSED = Pattern.compile("received DELETE for IKE_SA .*");
  private static final Pattern GAVE_UP = Pattern.compile("giving up after \\d+ retransmits");

  /**
   * Why an IKE_SA ended: said before or after the end itself, and also when it only was rekeyed.
   */
  static final Reason CLOSED_BY_PEER = new Reason("ClosedByPeer", "The peer closed the IKE_SA.");

  static final Reason PEER_TIMEOUT =
      new Reason("PeerTimeout", "The peer stopped answering, the IKE_SA was given up.");

  private Reasons() {}

  /** Whether some rule reads the line. */
  static boolean reads(String line) {
    return RULES.stream().anyMatch(rule -> rule.pattern().matcher(line).matches())
        || ofEnd(line) != null;
  }

  /**
   * What the line says went wrong, absent if it says nothing of that kind.
   *
   * @param established whether its IKE_SA was established before: then it tells of no attempt
   * @param ikeVersion 1 or 2
   */
  static @Nullable Reason of(String line, boolean established, int ikeVersion) {
    for (var rule : RULES) {
      if (rule.applies(established, ikeVersion) && rule.pattern().matcher(line).matches()) {
        return rule.reason();
      }
    }
    return null;
  }

  /** Why an established IKE_SA ends, if it does; absent if the line says nothing of that kind. */
  static @Nullable Reason ofEnd(String line) {
    if (PEER_CLOSED.matcher(line).matches()) {
      return CLOSED_BY_PEER;
    }
    return GAVE_UP.matcher(line).matches() ? PEER_TIMEOUT : null;
  }

  /**
   * Whether one reason says less than the other about a failed attempt: the peer only refuses or
   * ignores us, where its own messages show us why.
   */
  static boolean isVaguer(String one, String other) {
    return (one.equals("RejectedByPeer") || one.equals("NoAnswerOn4500"))
        && (other.equals("PskMismatch") || other.equals("IdentityMismatch"));
  }

  private static Rule rule(String pattern, String reason, String message) {
    return new Rule(Pattern.compile(pattern), Kind.ANY, new Reason(reason, message));
  }

  /** An established IKE_SA counts its own requests from 0 too, and may have to repeat them. */
  private static Rule ofAttempt(String pattern, String reason, String message) {
    return new Rule(Pattern.compile(pattern), Kind.ATTEMPT, new Reason(reason, message));
  }

  /** IKEv2 proves each message; one that cannot be read there is damaged or forged. */
  private static Rule ofAttemptByVersion1(String pattern, String reason, String message) {
    return new Rule(
        Pattern.compile(pattern), Kind.ATTEMPT_BY_VERSION_1, new Reason(reason, message));
  }

  private enum Kind {
    ANY,
    ATTEMPT,
    ATTEMPT_BY_VERSION_1
  }

  private record Rule(Pattern pattern, Kind kind, Reason reason) {
    boolean applies(boolean established, int ikeVersion) {
      return switch (kind) {
        case ANY -> true;
        case ATTEMPT -> !established;
        case ATTEMPT_BY_VERSION_1 -> !established && ikeVersion == 1;
      };
    }
  }

  /**
   * What happened to a tunnel.
   *
   * @param reason one CamelCase word
   * @param message a sentence in IKE terms
   */
  record Reason(String reason, String message) {}
}
