package dev.culvert.operator.status;

import dev.culvert.gateway.contract.GatewayState;
import dev.culvert.gateway.contract.TunnelState;
import dev.culvert.operator.plan.Finding;
import java.util.Optional;

/** What is known of a gateway right now. */
public sealed interface GatewayView {

  /** What it says of the tunnel of the connection with the given UID. */
  default Optional<TunnelState> tunnel(String connectionUid) {
    return Optional.empty();
  }

  /** No gateway is asked for, or nothing of it is there yet. */
  record Absent() implements GatewayView {}

  /** Its pod is not there yet, or is starting. */
  record Starting(String message) implements GatewayView {
    /** Nothing of it is there yet. */
    static final Starting UNSEEN = new Starting("The gateway is being created.");

    /** It was never heard, but there was little time for that. */
    static final Starting UNHEARD = new Starting("Waiting to hear from the gateway.");

    /** Why it does not work. */
    public Finding why() {
      return new Finding("GatewayStarting", message);
    }
  }

  /** Its pod cannot start, and waiting will not help. */
  record Failed(Finding why) implements GatewayView {}

  /** Not heard, but for so short a time that what was said before still stands. */
  record Quiet() implements GatewayView {}

  /** Not heard for so long that nothing is known. */
  record Lost(String message) implements GatewayView {

    /** Why nothing is known. */
    public Finding why() {
      return new Finding("GatewayUnreachable", message);
    }
  }

  /**
   * It speaks.
   *
   * @param state what it said last
   * @param upToDate whether it holds the newest document
   * @param rejection why it cannot use that document, a clause; empty while it did not say so
   */
  record Heard(GatewayState state, boolean upToDate, Optional<String> rejection)
      implements GatewayView {
    /** It does not hold the newest document yet. */
    static final Finding PENDING = new Finding("Pending", "The gateway is being told.");

    @Override
    public Optional<TunnelState> tunnel(String connectionUid) {
      return state.tunnels().stream().filter(t -> t.id().equals(connectionUid)).findFirst();
    }

    /** How many tunnels have every CHILD_SA installed. */
    public long installed() {
      return state.tunnels().stream().filter(t -> t.phase() == TunnelState.Phase.INSTALLED).count();
    }

    /** Why it does not work as a whole, whatever the tunnel. */
    public Optional<Finding> problem() {
      return state.problems().stream()
          .filter(p -> p.tunnelId() == null)
          .findFirst()
          .map(Heard::finding);
    }

    /** Why it does not do what it is told, whatever the tunnel. */
    public Optional<Finding> trouble() {
      return problem()
          .or(() ->
              rejection.map(why ->
                  new Finding(
                      "DocumentRejected", "The gateway cannot use its document: " + why + ".")));
    }

    /** Why it did not apply something of that tunnel. */
    public Optional<Finding> problem(String connectionUid) {
      return state.problems().stream()
          .filter(p -> connectionUid.equals(p.tunnelId()))
          .findFirst()
          .map(Heard::finding);
    }

    private static Finding finding(GatewayState.Problem problem) {
      return new Finding(problem.reason(), problem.message());
    }
  }
}
