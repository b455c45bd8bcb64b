package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.agent.charon.CharonEvent.LogLine;
import dev.culvert.gateway.agent.tunnels.Reasons.Reason;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Peers whose IKE proposals this end refuses, for example because they are weak. charon says so
 * before it knows a connection: who starts, what is offered, that nothing of it will do
 * (strongSwan, src/libcharon/sa, ikev2/tasks/ike_init.c and ikev1/tasks/main_mode.c). Not
 * thread-safe.
 */
final class RefusedProposals {
  private static final Pattern STARTS = Pattern.compile("([0-9.]+) is initiating an? .*IKE_SA");
  private static final Pattern OFFERS = Pattern.compile("received proposals: (.*)");
  private static final Pattern REFUSED =
      Pattern.compile("received proposals unacceptable|no proposal found");

  /** Anybody may start such an attempt. */
  private static final int MOST = 100;

  /** A device may offer hundreds of combinations. */
  private static final int LONGEST = 300;

  private final SequencedMap<Long, Offer> offers = new LinkedHashMap<>();

  /** Takes a line that belongs to no connection; the offer if it says that one was refused. */
  @Nullable Offer said(LogLine line) {
    var starts = STARTS.matcher(line.text());
    if (starts.matches()) {
      offers.put(line.ikeSa(), new Offer(starts.group(1), ""));
      if (offers.size() > MOST) {
        offers.pollFirstEntry();
      }
      return null;
    }
    var offered = OFFERS.matcher(line.text());
    if (offered.matches()) {
      offers.computeIfPresent(
          line.ikeSa(), (id, offer) -> new Offer(offer.address(), shortened(offered.group(1))));
      return null;
    }
    return REFUSED.matcher(line.text()).matches() ? offers.remove(line.ikeSa()) : null;
  }

  private static String shortened(String proposals) {
    return proposals.length() <= LONGEST ? proposals : proposals.substring(0, LONGEST) + "...";
  }

  /**
   * What a peer has offered in vain.
   *
   * @param address the peer's source
   * @param proposals as charon writes them, empty if it did not
   */
  record Offer(String address, String proposals) {

    /** What is wrong from the view of a tunnel that the peer may have meant. */
    Reason reason() {
      return new Reason(
          "IkeProposalMismatch",
          "The peer at %s offers nothing for IKE that this end takes%s."
              .formatted(address, proposals.isEmpty() ? "" : ": " + proposals));
    }
  }
}
