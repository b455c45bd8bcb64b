package dev.culvert.operator.status;

import dev.culvert.crds.v1alpha1.ChildSa;
import dev.culvert.crds.v1alpha1.Condition;
import dev.culvert.crds.v1alpha1.ConnectionState;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.GatewayConnectionStatus;
import dev.culvert.crds.v1alpha1.LastEvent;
import dev.culvert.crds.v1alpha1.LocalEnd;
import dev.culvert.crds.v1alpha1.RemoteEnd;
import dev.culvert.gateway.contract.TunnelState;
import dev.culvert.operator.plan.ConnectionPlan;
import dev.culvert.operator.plan.Finding;
import dev.culvert.operator.plan.GatewayWish;
import dev.culvert.operator.plan.IkePorts;
import dev.culvert.operator.plan.Reasons;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The status of a GatewayConnection. */
public final class ConnectionStatusPlanner {
  private static final int MOST_CHILD_SAS = 64;
  private static final GatewayConnectionStatus NEVER_WRITTEN =
      new GatewayConnectionStatus(
          null, null, List.of(), null, null, List.of(), null, null, null, null, null);

  private final ConnectionPlan plan;
  private final Optional<GatewayWish> gateway;
  private final Optional<String> localAddress;
  private final GatewayView view;
  private final GatewayConnectionStatus existing;
  private final Conditions conditions;

  private ConnectionStatusPlanner(
      ConnectionPlan plan,
      Optional<GatewayWish> gateway,
      Optional<String> localAddress,
      GatewayView view,
      Instant now) {
    this.plan = plan;
    this.gateway = gateway;
    this.localAddress = localAddress;
    this.view = view;
    GatewayConnection connection = plan.connection();
    this.existing = connection.getStatus() == null ? NEVER_WRITTEN : connection.getStatus();
    this.conditions =
        new Conditions(existing.conditions(), connection.getMetadata().getGeneration(), now);
  }

  /**
   * The status to write.
   *
   * @param plan what becomes of the connection
   * @param gateway the gateway of its network, if it has one
   * @param localAddress where that gateway is dialled, if known
   * @param view what is known of that gateway
   * @param now the time of conditions that change
   */
  public static GatewayConnectionStatus plan(
      ConnectionPlan plan,
      Optional<GatewayWish> gateway,
      Optional<String> localAddress,
      GatewayView view,
      Instant now) {
    return new ConnectionStatusPlanner(plan, gateway, localAddress, view, now).plan();
  }

  private GatewayConnectionStatus plan() {
    plan.unaccepted()
        .ifPresentOrElse(
            f -> conditions.set(Conditions.ACCEPTED, false, f.reason(), f.message()),
            () -> conditions.set(Conditions.ACCEPTED, true, "Accepted", "The spec is accepted."));
    plan.unresolved()
        .ifPresentOrElse(
            f -> conditions.set(Conditions.RESOLVED_REFS, false, f.reason(), f.message()),
            () ->
                conditions.set(
                    Conditions.RESOLVED_REFS, true, "Resolved", "The references are resolved."));
    ConnectionState state =
        plan.obstacle().map(this::withoutTunnel).orElseGet(() -> withTunnel(view));
    summary();
    Optional<TunnelState> tunnel = tunnel();
    boolean keepFacts = tunnel.isEmpty() && view instanceof GatewayView.Quiet;
    return new GatewayConnectionStatus(
        state,
        plan.connection().getMetadata().getGeneration(),
        conditions.list(),
        local(),
        remote(tunnel),
        keepFacts ? existing.childSas() : childSas(tunnel),
        keepFacts
            ? existing.childSaCount()
            : (Integer) tunnel.map(t -> t.childSas().size()).orElse(0),
        tunnel.map(TunnelState::bytesIn).orElse(existing.bytesIn()),
        tunnel.map(TunnelState::bytesOut).orElse(existing.bytesOut()),
        tunnel
            .map(TunnelState::lastEstablished)
            .map(ConnectionStatusPlanner::seconds)
            .orElse(existing.lastConnectionEstablished()),
        tunnel
            .map(TunnelState::lastEvent)
            .map(e -> new LastEvent(seconds(e.time()), e.reason(), e.message()))
            // It may name the other side, which is nobody's business without both consents.
            .orElse(plan.link().isPresent() ? existing.lastEvent() : null));
  }

  private ConnectionState withoutTunnel(Finding why) {
    conditions.set(Conditions.PROGRAMMED, false, why.reason(), why.message());
    conditions.set(Conditions.CONNECTING, false, why.reason(), why.message());
    conditions.set(Conditions.CONNECTED, false, why.reason(), why.message());
    return why.reason().equals(Reasons.DISCONNECTED)
        ? ConnectionState.DISCONNECTED
        : ConnectionState.NOT_CONNECTED;
  }

  private ConnectionState withTunnel(GatewayView gatewayView) {
    return switch (gatewayView) {
      case GatewayView.Heard heard -> heard(heard);
      case GatewayView.Quiet quiet -> {
        if (conditions.before(Conditions.CONNECTED).isEmpty()) {
          yield down("GatewayStarting", "Waiting to hear from the gateway.");
        }
        conditions.keep(Conditions.PROGRAMMED);
        conditions.keep(Conditions.CONNECTING);
        conditions.keep(Conditions.CONNECTED);
        yield existing.state() == null ? ConnectionState.CONNECTING : existing.state();
      }
      case GatewayView.Lost lost -> {
        conditions.keep(Conditions.PROGRAMMED);
        conditions.unknown(Conditions.CONNECTING, "GatewayUnreachable", lost.message());
        conditions.unknown(Conditions.CONNECTED, "GatewayUnreachable", lost.message());
        yield ConnectionState.UNKNOWN;
      }
      case GatewayView.Starting starting -> down("GatewayStarting", starting.message());
      case GatewayView.Failed failed -> down(failed.reason(), failed.message());
      case GatewayView.Absent absent -> down("GatewayStarting", "The gateway is being created.");
    };
  }

  private ConnectionState down(String reason, String message) {
    conditions.set(Conditions.PROGRAMMED, false, reason, message);
    conditions.set(Conditions.CONNECTING, false, reason, message);
    conditions.set(Conditions.CONNECTED, false, reason, message);
    return ConnectionState.CONNECTING;
  }

  private ConnectionState heard(GatewayView.Heard heard) {
    Optional<TunnelState> tunnel = heard.tunnel(plan.uid());
    heard
        .problem(plan.uid())
        .ifPresentOrElse(
            p -> conditions.set(Conditions.PROGRAMMED, false, p.reason(), p.message()),
            () -> {
              if (heard.upToDate() && tunnel.isPresent()) {
                conditions.set(
                    Conditions.PROGRAMMED,
                    true,
                    "Programmed",
                    "The gateway holds this connection.");
              } else {
                conditions.set(
                    Conditions.PROGRAMMED, false, "Pending", "The gateway is being told.");
              }
            });
    return switch (tunnel.map(TunnelState::phase).orElse(TunnelState.Phase.IDLE)) {
      case INSTALLED -> {
        conditions.set(Conditions.CONNECTING, false, "Connected", "Nothing is being negotiated.");
        conditions.set(
            Conditions.CONNECTED, true, "Connected", "Every CHILD_SA of the tunnel is installed.");
        yield ConnectionState.CONNECTED;
      }
      case PARTLY_INSTALLED -> {
        conditions.set(
            Conditions.CONNECTING, true, "Negotiating", "Some CHILD_SAs are being negotiated.");
        conditions.set(
            Conditions.CONNECTED, false, "PartiallyConnected", "Not every CHILD_SA is installed.");
        yield ConnectionState.PARTIALLY_CONNECTED;
      }
      case CONNECTING, IKE_ONLY, IDLE -> {
        TunnelState.TunnelEvent event =
            tunnel
                .map(TunnelState::lastEvent)
                .filter(e -> !e.reason().equals("Established"))
                .orElse(null);
        String reason = event == null ? "Negotiating" : event.reason();
        String message = event == null ? "The tunnel is being negotiated." : event.message();
        conditions.set(
            Conditions.CONNECTING, true, "Negotiating", "The tunnel is being negotiated.");
        conditions.set(Conditions.CONNECTED, false, reason, message);
        yield ConnectionState.CONNECTING;
      }
    };
  }

  /** Ready and Stalled follow from the others; Ready's reason is the first that is not met. */
  private void summary() {
    List<Condition> said = conditions.list();
    boolean disconnectedAsWished =
        plan.obstacle().filter(f -> f.reason().equals(Reasons.DISCONNECTED)).isPresent();
    Optional<Condition> unmet =
        List.of(Conditions.ACCEPTED, Conditions.RESOLVED_REFS, Conditions.CONNECTED).stream()
            .flatMap(type -> said.stream().filter(c -> c.type().equals(type)))
            .filter(c -> !c.status().equals("True"))
            .findFirst();
    if (unmet.isEmpty()) {
      conditions.set(Conditions.READY, true, "Connected", "The tunnel carries traffic.");
    } else if (disconnectedAsWished) {
      conditions.set(Conditions.READY, true, Reasons.DISCONNECTED, unmet.get().message());
    } else if (unmet.get().status().equals("Unknown")) {
      conditions.unknown(Conditions.READY, unmet.get().reason(), unmet.get().message());
    } else {
      conditions.set(Conditions.READY, false, unmet.get().reason(), unmet.get().message());
    }
    plan.unaccepted()
        .or(plan::unresolved)
        .ifPresentOrElse(
            f -> conditions.set(Conditions.STALLED, true, f.reason(), f.message()),
            () ->
                conditions.set(
                    Conditions.STALLED, false, "Progressing", "Nobody has to act on this side."));
  }

  private Optional<TunnelState> tunnel() {
    return view instanceof GatewayView.Heard heard ? heard.tunnel(plan.uid()) : Optional.empty();
  }

  private @Nullable LocalEnd local() {
    return gateway
        .map(g ->
            new LocalEnd(
                localAddress.orElse(null),
                localAddress.isPresent() ? IkePorts.IKE : null,
                plan.link().map(ConnectionPlan.Link::localIdentity).orElse(null),
                g.addressSpace().stream().map(Object::toString).toList()))
        .orElse(null);
  }

  /** Nothing of the other side before it consents (rule 11). */
  private @Nullable RemoteEnd remote(Optional<TunnelState> tunnel) {
    return plan.link()
        .map(link ->
            new RemoteEnd(
                link.remoteAddress().orElse(null),
                link.remoteAddress().isPresent() ? IkePorts.IKE : null,
                link.remoteIdentity(),
                tunnel.map(TunnelState::observedPeer).orElseGet(this::observedBefore),
                link.remotePrefixes()))
        .orElse(null);
  }

  private @Nullable String observedBefore() {
    boolean quiet = view instanceof GatewayView.Quiet;
    return quiet && existing.remote() != null ? existing.remote().observedSource() : null;
  }

  private static List<ChildSa> childSas(Optional<TunnelState> tunnel) {
    return tunnel.stream()
        .flatMap(t -> t.childSas().stream())
        .limit(MOST_CHILD_SAS)
        .map(c ->
            new ChildSa(
                c.name(),
                c.spiIn(),
                c.spiOut(),
                c.localPrefixes(),
                c.remotePrefixes(),
                c.bytesIn(),
                c.bytesOut()))
        .toList();
  }

  private static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
