package dev.culvert.operator.status;

import dev.culvert.crds.v1alpha1.GatewayPhase;
import dev.culvert.crds.v1alpha1.GatewayStatus;
import dev.culvert.crds.v1alpha1.VirtualNetworkStatus;
import dev.culvert.operator.plan.GatewayWish;
import dev.culvert.operator.plan.Published;
import java.util.Optional;

/** What a network shows of its gateway. */
final class GatewayFacts {
  private final Optional<GatewayWish> wish;
  private final Optional<GatewayStatus> before;
  private final GatewayView view;

  /**
   * @param wish the gateway the network shall have
   * @param seen what is known of it
   * @param written what the network says so far
   */
  GatewayFacts(Optional<GatewayWish> wish, GatewayView seen, VirtualNetworkStatus written) {
    this.wish = wish;
    this.before =
        Optional.ofNullable(written.gateway())
            .filter(g -> g.state() != null && g.state() != GatewayPhase.NOT_PROVISIONED);
    this.view = understood(seen);
  }

  /** What is known of the gateway; one that is asked for is on its way until it is heard of. */
  GatewayView view() {
    return view;
  }

  GatewayPhase phase() {
    return switch (view) {
      case GatewayView.Absent _ -> GatewayPhase.NOT_PROVISIONED;
      case GatewayView.Starting _ -> GatewayPhase.PROVISIONING;
      case GatewayView.Failed _ -> GatewayPhase.FAILED;
      case GatewayView.Heard _ -> GatewayPhase.PROVISIONED;
      case GatewayView.Quiet _, GatewayView.Lost _ ->
          before.map(GatewayStatus::state).orElse(GatewayPhase.PROVISIONING);
    };
  }

  /** The part of the status that is the gateway's. */
  GatewayStatus status(Published reached) {
    Optional<String> address = reached.address();
    return wish.map(w ->
            new GatewayStatus(
                phase(),
                address.orElse(null),
                address.map(_ -> reached.port()).orElse(null),
                address.orElse(null),
                w.insideAddress(),
                view instanceof GatewayView.Heard heard
                    ? heard.state().dataplane()
                    : before.map(GatewayStatus::dataplane).orElse(null),
                connections()))
        .orElseGet(() -> new GatewayStatus(phase(), null, null, null, null, null, null));
  }

  private GatewayView understood(GatewayView seen) {
    return switch (seen) {
      case GatewayView.Absent _ when wish.isPresent() -> GatewayView.Starting.UNSEEN;
      case GatewayView.Quiet _ when before.isEmpty() ->
          wish.isPresent() ? GatewayView.Starting.UNHEARD : new GatewayView.Absent();
      default -> seen;
    };
  }

  private int connections() {
    return switch (view) {
      case GatewayView.Heard heard -> (int) heard.installed();
      case GatewayView.Quiet _, GatewayView.Lost _ ->
          before.map(GatewayStatus::connections).orElse(0);
      case GatewayView.Absent _, GatewayView.Starting _, GatewayView.Failed _ -> 0;
    };
  }
}
