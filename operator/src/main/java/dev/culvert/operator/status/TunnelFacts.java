package dev.culvert.operator.status;

import dev.culvert.crds.v1alpha1.ChildSa;
import dev.culvert.crds.v1alpha1.GatewayConnectionStatus;
import dev.culvert.crds.v1alpha1.LastEvent;
import dev.culvert.crds.v1alpha1.LocalEnd;
import dev.culvert.crds.v1alpha1.RemoteEnd;
import dev.culvert.gateway.contract.TunnelState;
import dev.culvert.gateway.contract.TunnelState.ChildSaState;
import dev.culvert.operator.plan.ConnectionPlan;
import dev.culvert.operator.plan.Ends;
import dev.culvert.operator.plan.GatewayWish;
import dev.culvert.operator.plan.Prefix;
import dev.culvert.operator.plan.Published;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a connection shows of its tunnel: both ends, the CHILD_SAs, and what happened last. Nothing
 * of the other side before both have consented (rule 11).
 */
final class TunnelFacts {
  private static final int MOST_CHILD_SAS = 64;

  private final ConnectionPlan plan;
  private final Optional<TunnelState> tunnel;
  private final boolean formerStand;
  private final GatewayConnectionStatus before;

  TunnelFacts(ConnectionPlan plan, GatewayView view, GatewayConnectionStatus before) {
    this.plan = plan;
    // The gateway may list the tunnel a little longer than both sides consent to it.
    this.tunnel = plan.ends().flatMap(_ -> view.tunnel(plan.uid()));
    this.formerStand = plan.ends().isPresent() && view instanceof GatewayView.Quiet;
    this.before = before;
  }

  LocalEnd local(GatewayWish gateway, Published reached) {
    return new LocalEnd(
        reached.address().orElse(null),
        reached.address().map(_ -> reached.port()).orElse(null),
        plan.ends().map(Ends::localIdentity).orElse(null),
        gateway.addressSpace().stream().map(Prefix::toString).toList());
  }

  RemoteEnd remote(Ends ends) {
    return new RemoteEnd(
        ends.remoteAddress().orElse(null),
        ends.remoteAddress().map(_ -> ends.remotePort()).orElse(null),
        ends.remoteIdentity(),
        tunnel.map(TunnelState::observedPeer).orElseGet(this::observedBefore),
        ends.remotePrefixes());
  }

  private @Nullable String observedBefore() {
    return formerStand && before.remote() != null ? before.remote().observedSource() : null;
  }

  List<ChildSa> childSas() {
    return formerStand
        ? before.childSas()
        : tunnel.stream()
            .flatMap(t -> t.childSas().stream())
            .limit(MOST_CHILD_SAS)
            .map(TunnelFacts::shown)
            .toList();
  }

  @Nullable Integer childSaCount() {
    return formerStand
        ? before.childSaCount()
        : (Integer) tunnel.map(t -> t.childSas().size()).orElse(0);
  }

  @Nullable Long bytesIn() {
    return tunnel.map(TunnelState::bytesIn).orElse(before.bytesIn());
  }

  @Nullable Long bytesOut() {
    return tunnel.map(TunnelState::bytesOut).orElse(before.bytesOut());
  }

  @Nullable String lastEstablished() {
    return tunnel
        .map(TunnelState::lastEstablished)
        .map(TunnelFacts::seconds)
        .orElse(before.lastConnectionEstablished());
  }

  @Nullable LastEvent lastEvent() {
    return tunnel
        .map(TunnelState::lastEvent)
        .map(e -> new LastEvent(seconds(e.time()), e.reason(), e.message()))
        // It may name the other side, which is nobody's business without both consents.
        .orElse(plan.ends().isPresent() ? before.lastEvent() : null);
  }

  private static ChildSa shown(ChildSaState child) {
    return new ChildSa(
        child.name(),
        child.spiIn(),
        child.spiOut(),
        child.localPrefixes(),
        child.remotePrefixes(),
        child.bytesIn(),
        child.bytesOut());
  }

  private static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }
}
