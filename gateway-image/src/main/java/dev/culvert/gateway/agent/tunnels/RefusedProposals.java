package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.agent.charon.CharonEvent.LogLine;
import dev.culvert.gateway.agent.tunnels.Reasons.Reason;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Peers whose IKE proposals this end refuses, for example because they are weak. charon says so
 * before it knows a connection: what is offered, that nothing of it will do (strongSwan,
 * src/libcharon/sa, ikev2/tasks/ike_init.c and ikev1/tasks/main_mode.c). Not thread-safe.
 */
final class RefusedProposals {
  private static final Pattern OFFERS = Pattern.compile("received proposals: (.*)");
  private static final Pattern REFUSED =
      Pattern.compile("received proposals unacceptable|no proposal found");

  /** Anybody may start such an attempt. */
  private static final int MOST = 100;

  /** A device may offer hundreds of combinations. */
  private static final int LONGEST = 300;

  private final SequencedMap<Long, String> offers = new LinkedHashMap<>();

  static boolean reads(String text) {
    return OFFERS.matcher(text).matches() || REFUSED.matcher(text).matches();
  }

  /** Takes a line that belongs to no connection; the reason if it says that an offer is refused. */
  @Nullable Reason said(LogLine line) {
    var offered = OFFERS.matcher(line.text());
    if (offered.matches()) {
      offers.put(line.ikeSa(), shortened(offered.group(1)));
      if (offers.size() > MOST) {
        offers.pollFirstEntry();
      }
      return null;
    }
    return REFUSED.matcher(line.text()).matches() ? refused(offers.remove(line.ikeSa())) : null;
  }

  private static Reason refused(@Nullable String proposals) {
    return new Reason(
        "IkeProposalMismatch",
        "The peer offers nothing for IKE that this end takes%s."
            .formatted(proposals == null ? "" : ": " + proposals));
  }

  private static String shortened(String proposals) {
    return proposals.length() <= LONGEST ? proposals : proposals.substring(0, LONGEST) + "...";
  }
}
