package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.contract.GatewayState;
import java.util.List;

/** Puts up states in place of the keeper, for tests of those who read them. */
public final class StatePoster {
  private StatePoster() {}

  /** Puts up a state of the given document and of a running charon. */
  public static void post(StateBoard board, String epoch, long revision) {
    post(board, epoch, revision, true);
  }

  /** Puts up a state of the given document. */
  public static void post(StateBoard board, String epoch, long revision, boolean running) {
    board.put(
        new GatewayState(
            1,
            "gw-a",
            epoch,
            revision,
            0,
            "userspace",
            new GatewayState.Charon(running, "6.0.1", null, 0),
            List.of(),
            List.of()));
  }
}
