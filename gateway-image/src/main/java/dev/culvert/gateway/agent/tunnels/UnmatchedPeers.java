package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.agent.charon.CharonEvent.LogLine;
import dev.culvert.gateway.agent.tunnels.Reasons.Reason;
import dev.culvert.gateway.contract.TunnelConfig;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Peers whose identities fit no tunnel. charon says so before it knows a connection: one line with
 * what it looks for, one that it found nothing (strongSwan, src/libcharon/sa, ikev2/tasks/
 * ike_auth.c and ikev1/phase1.c). Not thread-safe.
 */
final class UnmatchedPeers {
  private static final Pattern LOOKING =
      Pattern.compile(
          "looking for (?:.* )?peer configs matching [^\\[ ]+?(?:\\[(.*?)])?\\.\\.\\.([0-9.]+)\\[(.*)]");

  /** Between the two ends; once, unless a peer has it in an identity to be taken for another. */
  private static final String BETWEEN = "]...";

  private static final Pattern NONE =
      Pattern.compile(
          "no (?:matching )?peer config found|found \\d+ matching config.*, but none.*");

  /** Anybody may start such an attempt. */
  private static final int MOST = 100;

  private final SequencedMap<Long, Peer> lookedFor = new LinkedHashMap<>();

  static boolean reads(String text) {
    return LOOKING.matcher(text).matches() || NONE.matcher(text).matches();
  }

  /** Takes a line that belongs to no connection; the peer if it says that one fits no tunnel. */
  @Nullable Peer said(LogLine line) {
    var looking = LOOKING.matcher(line.text());
    if (looking.matches()) {
      if (line.text().indexOf(BETWEEN) != line.text().lastIndexOf(BETWEEN)) {
        return null;
      }
      lookedFor.put(line.ikeSa(), new Peer(looking.group(2), looking.group(1), looking.group(3)));
      if (lookedFor.size() > MOST) {
        lookedFor.pollFirstEntry();
      }
      return null;
    }
    return NONE.matcher(line.text()).matches() ? lookedFor.remove(line.ikeSa()) : null;
  }

  /**
   * A peer that fits no tunnel.
   *
   * @param address its source
   * @param lookedFor whom it expects us to be, absent if it does not say
   * @param identity who it says it is
   */
  record Peer(String address, @Nullable String lookedFor, String identity) {

    /** What is wrong from the view of a tunnel that dials the peer. */
    Reason against(TunnelConfig tunnel) {
      var expectsUs = lookedFor == null || lookedFor.equals("%any") ? null : lookedFor;
      return new Reason(
          "IdentityMismatch",
          "The peer says it is \"%s\"%s; expected are \"%s\" there and \"%s\" here."
              .formatted(
                  identity,
                  expectsUs == null ? "" : " and calls us \"" + expectsUs + "\"",
                  tunnel.remoteIdentity(),
                  tunnel.localIdentity()));
    }
  }
}
