package dev.culvert.operator.status;

import dev.culvert.crds.v1alpha1.ConnectionState;
import dev.culvert.crds.v1alpha1.GatewayConnectionStatus;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelConfig.ChildConfig;
import dev.culvert.gateway.contract.TunnelConfig.Initiation;
import dev.culvert.gateway.contract.TunnelState;
import dev.culvert.gateway.contract.TunnelState.ChildSaState;
import dev.culvert.gateway.contract.TunnelState.NameLookup;
import dev.culvert.gateway.contract.TunnelState.Phase;
import dev.culvert.operator.plan.ConnectionPlan;
import dev.culvert.operator.plan.Finding;
import dev.culvert.operator.plan.Reasons;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** How far a connection's tunnel is: Programmed, Connecting, Connected and the state. */
final class TunnelConditions {
  private static final Finding NEGOTIATING =
      new Finding("Negotiating", "The tunnel is being negotiated.");
  private static final Finding ANSWERING =
      new Finding("WaitingForInitiator", "This end only answers: the peer has to start.");

  /** What an end says of attempts of its own, which is past once it only answers. */
  private static final Set<String> OF_OWN_ATTEMPTS =
      Set.of("NoAnswer", "NoAnswerOn4500", "RejectedByPeer", "DnsFailure", "NoIPv4Address");

  private static final Finding PARTLY =
      new Finding("PartiallyConnected", "Not every CHILD_SA is installed.");

  private final ConnectionPlan plan;
  private final GatewayView view;
  private final GatewayConnectionStatus before;
  private final Conditions conditions;
  private final long generation;

  TunnelConditions(
      ConnectionPlan plan,
      GatewayView view,
      GatewayConnectionStatus before,
      Conditions conditions) {
    this.plan = plan;
    this.view = view;
    this.before = before;
    this.conditions = conditions;
    this.generation =
        Objects.requireNonNullElse(plan.connection().getMetadata().getGeneration(), 0L);
  }

  /** Sets the conditions and says what they add up to. */
  ConnectionState set() {
    return plan.obstacle().map(this::withoutTunnel).orElseGet(this::withTunnel);
  }

  private ConnectionState withoutTunnel(Finding why) {
    none(why);
    return switch (why.reason()) {
      case Reasons.DISCONNECTED -> ConnectionState.DISCONNECTED;
      case Reasons.WAITING_FOR_ADDRESS, Reasons.WAITING_FOR_OWN_ADDRESS ->
          ConnectionState.CONNECTING;
      default -> ConnectionState.NOT_CONNECTED;
    };
  }

  private ConnectionState withTunnel() {
    return switch (view) {
      case GatewayView.Heard heard -> {
        programmed(heard);
        yield heard(heard, heard.tunnel(plan.uid()));
      }
      case GatewayView.Quiet _ -> quiet();
      case GatewayView.Lost lost -> {
        conditions.unknown(Conditions.PROGRAMMED, lost.why());
        conditions.unknown(Conditions.CONNECTING, lost.why());
        conditions.unknown(Conditions.CONNECTED, lost.why());
        yield ConnectionState.UNKNOWN;
      }
      case GatewayView.Starting starting -> down(starting.why());
      case GatewayView.Failed(var why) -> down(why);
      case GatewayView.Absent _ -> down(GatewayView.Starting.UNSEEN.why());
    };
  }

  /** What was said of the tunnel stands, if anything was. */
  private ConnectionState quiet() {
    return switch (before.state()) {
      case null -> down(GatewayView.Starting.UNHEARD.why());
      case NOT_CONNECTED, DISCONNECTED -> down(GatewayView.Starting.UNHEARD.why());
      case CONNECTING, CONNECTED, PARTIALLY_CONNECTED, UNKNOWN -> {
        conditions.keep(Conditions.PROGRAMMED);
        conditions.keep(Conditions.CONNECTING);
        conditions.keep(Conditions.CONNECTED);
        yield before.state();
      }
    };
  }

  private ConnectionState down(Finding why) {
    none(why);
    return ConnectionState.CONNECTING;
  }

  private void none(Finding why) {
    conditions.unmet(Conditions.PROGRAMMED, why);
    conditions.unmet(Conditions.CONNECTING, why);
    conditions.unmet(Conditions.CONNECTED, why);
  }

  private void programmed(GatewayView.Heard heard) {
    heard
        .problem(plan.uid())
        .or(heard::trouble)
        .or(this::formerGeneration)
        .or(() -> holdsIt(heard) ? Optional.empty() : Optional.of(GatewayView.Heard.PENDING))
        .ifPresentOrElse(
            why -> conditions.unmet(Conditions.PROGRAMMED, why),
            () ->
                conditions.met(
                    Conditions.PROGRAMMED, "Programmed", "The gateway holds this connection."));
  }

  /** Why the gateway is not told of this generation, if it goes on with a former one. */
  private Optional<Finding> formerGeneration() {
    return plan.refusal()
        .flatMap(refusal ->
            plan.tunnel()
                .filter(t -> t.generation() != generation)
                .map(t ->
                    new Finding(
                        refusal.reason(),
                        "Generation %d is not accepted; the gateway goes on with generation %d."
                            .formatted(generation, t.generation()))));
  }

  /** Whether charon holds this generation. */
  private boolean holdsIt(GatewayView.Heard heard) {
    return heard.upToDate()
        && heard.tunnel(plan.uid()).filter(t -> t.generation() == generation).isPresent();
  }

  /**
   * A gateway that does not work as a whole is the first thing to know of a tunnel that is down.
   */
  private ConnectionState heard(GatewayView.Heard heard, Optional<TunnelState> tunnel) {
    return switch (tunnel.map(TunnelState::phase).orElse(Phase.IDLE)) {
      case INSTALLED -> {
        conditions.unmet(Conditions.CONNECTING, "Connected", "Nothing is being negotiated.");
        conditions.met(
            Conditions.CONNECTED, "Connected", "Every CHILD_SA of the tunnel is installed.");
        yield ConnectionState.CONNECTED;
      }
      case PARTLY_INSTALLED -> {
        conditions.met(
            Conditions.CONNECTING, "Negotiating", "Some CHILD_SAs are being negotiated.");
        conditions.unmet(
            Conditions.CONNECTED, heard.problem().orElseGet(() -> partly(tunnel.orElseThrow())));
        yield ConnectionState.PARTIALLY_CONNECTED;
      }
      case CONNECTING, IKE_ONLY, IDLE -> {
        boolean idle = tunnel.filter(t -> t.phase() != Phase.IDLE).isEmpty();
        onlyAnswering()
            .filter(_ -> idle)
            .ifPresentOrElse(
                why -> conditions.unmet(Conditions.CONNECTING, why),
                () -> conditions.met(Conditions.CONNECTING, NEGOTIATING));
        conditions.unmet(
            Conditions.CONNECTED,
            heard
                .problem()
                .or(() ->
                    tunnel
                        .flatMap(TunnelConditions::lookupFault)
                        .filter(_ -> onlyAnswering().isEmpty()))
                .or(() ->
                    tunnel
                        .flatMap(TunnelConditions::lastFailure)
                        .filter(this::isStillTrue)
                        .map(this::withOwnPrefixes))
                .or(this::onlyAnswering)
                .orElse(NEGOTIATING));
        yield ConnectionState.CONNECTING;
      }
    };
  }

  /** Names the pairs that are missing, and the last word on them. */
  private Finding partly(TunnelState tunnel) {
    Set<String> installed =
        tunnel.childSas().stream().map(ChildSaState::name).collect(Collectors.toSet());
    String missing = pairs(child -> !installed.contains(child.name()));
    if (missing.isEmpty()) {
      return PARTLY;
    }
    return new Finding(
        PARTLY.reason(),
        "Not every CHILD_SA is installed; missing: "
            + missing
            + "."
            + lastFailure(tunnel).map(f -> " " + f.message()).orElse(""));
  }

  /** Rule 6: the peer says that its prefixes differ, and not which they are. */
  private Finding withOwnPrefixes(Finding failure) {
    return failure.reason().equals("TsMismatch")
        ? new Finding(
            failure.reason(),
            failure.message()
                + " Asked for here: "
                + pairs(_ -> true)
                + "; give both sides the same prefixes.")
        : failure;
  }

  private String pairs(Predicate<ChildConfig> which) {
    return plan.tunnel().map(TunnelConfig::children).orElse(List.of()).stream()
        .filter(which)
        .map(child ->
            String.join(", ", child.localPrefixes())
                + " === "
                + String.join(", ", child.remotePrefixes()))
        .collect(Collectors.joining("; "));
  }

  private static Optional<Finding> lookupFault(TunnelState tunnel) {
    return Optional.ofNullable(tunnel.lookup())
        .map(NameLookup::fault)
        .map(fault -> new Finding(fault.reason(), fault.message()));
  }

  private boolean isStillTrue(Finding failure) {
    return onlyAnswering().isEmpty() || !OF_OWN_ATTEMPTS.contains(failure.reason());
  }

  /** Nothing happens until the peer starts. */
  private Optional<Finding> onlyAnswering() {
    return plan.tunnel().filter(t -> t.initiation() == Initiation.NEVER).map(t -> ANSWERING);
  }

  private static Optional<Finding> lastFailure(TunnelState tunnel) {
    return Optional.ofNullable(tunnel.lastEvent())
        .filter(e -> !e.reason().equals("Established"))
        .map(e -> new Finding(e.reason(), e.message()));
  }
}
