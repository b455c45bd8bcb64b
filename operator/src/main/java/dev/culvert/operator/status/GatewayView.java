package dev.culvert.operator.status;

import dev.culvert.gateway.contract.GatewayState;
import dev.culvert.gateway.contract.TunnelState;
import java.util.Optional;

/** What is known of a gateway right now. */
public sealed interface GatewayView {

  /** No gateway is asked for. */
  record Absent() implements GatewayView {}

  /** Its pod is not there yet, or is starting. */
  record Starting(String message) implements GatewayView {}

  /** Its pod cannot start, and waiting will not help. */
  record Failed(String reason, String message) implements GatewayView {}

  /** Not heard, but for so short a time that what was said before still stands. */
  record Quiet() implements GatewayView {}

  /** Not heard for so long that nothing is known. */
  record Lost(String message) implements GatewayView {}

  /**
   * It speaks.
   *
   * @param state what it said last
   * @param upToDate whether it holds the newest document
   */
  record Heard(GatewayState state, boolean upToDate) implements GatewayView {

    /** What it says of the tunnel of the connection with the given UID. */
    public Optional<TunnelState> tunnel(String connectionUid) {
      return state.tunnels().stream().filter(t -> t.id().equals(connectionUid)).findFirst();
    }

    /** Why it does not work as a whole, whatever the tunnel. */
    public Optional<GatewayState.Problem> problem() {
      return state.problems().stream().filter(p -> p.tunnelId() == null).findFirst();
    }

    /** Why it did not apply something of that tunnel. */
    public Optional<GatewayState.Problem> problem(String connectionUid) {
      return state.problems().stream().filter(p -> connectionUid.equals(p.tunnelId())).findFirst();
    }
  }
}
