package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.agent.charon.CharonEvent.LogLine;

/** Which lines of charon's log anybody here reads: few of those that a stranger can cause. */
final class LogLines {
  private LogLines() {}

  /** Whether a rule reads the line. Called by the thread that reads charon's events. */
  static boolean isRead(LogLine line) {
    return switch (line.group()) {
      case "IKE", "CFG" ->
          Reasons.reads(line.text())
              || PeerAttempts.reads(line.text())
              || ReturnPath.reads(line.text())
              || RefusedProposals.reads(line.text())
              || UnmatchedPeers.reads(line.text());
      case "ENC" -> Reasons.reads(line.text());
      default -> false;
    };
  }
}
