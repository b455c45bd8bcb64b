package dev.culvert.operator.status;

import dev.culvert.crds.v1alpha1.ConnectionState;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelConfig.ChildConfig;
import dev.culvert.gateway.contract.TunnelState;
import dev.culvert.gateway.contract.TunnelState.ChildSaState;
import dev.culvert.gateway.contract.TunnelState.NameLookup;
import dev.culvert.operator.plan.ConnectionPlan;
import dev.culvert.operator.plan.Finding;
import dev.culvert.operator.plan.Reasons;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What a tunnel that works says of the peer all the same. */
final class TunnelWarnings {
  private TunnelWarnings() {}

  /** Rule 6: the peer agreed to other prefixes than were asked for. */
  static Optional<Finding> narrowed(ConnectionPlan plan, GatewayView view) {
    List<ChildSaState> installed =
        view.tunnel(plan.uid()).map(TunnelState::childSas).orElse(List.of());
    return plan.tunnel().map(TunnelConfig::children).orElse(List.of()).stream()
        .flatMap(child ->
            installed.stream()
                .filter(sa -> sa.name().equals(child.name()))
                .reduce((older, newer) -> newer)
                .filter(sa -> !covers(sa, child))
                .stream()
                .map(sa -> narrowed(child, sa)))
        .findFirst();
  }

  private static boolean covers(ChildSaState sa, ChildConfig child) {
    return Set.copyOf(sa.localPrefixes()).equals(Set.copyOf(child.localPrefixes()))
        && Set.copyOf(sa.remotePrefixes()).equals(Set.copyOf(child.remotePrefixes()));
  }

  private static Finding narrowed(ChildConfig asked, ChildSaState agreed) {
    return new Finding(
        Reasons.SELECTORS_NARROWED,
        "The peer agreed to %s only, asked for was %s: give both sides the same prefixes."
            .formatted(
                pair(agreed.localPrefixes(), agreed.remotePrefixes()),
                pair(asked.localPrefixes(), asked.remotePrefixes())));
  }

  private static String pair(List<String> local, List<String> remote) {
    return String.join(", ", local) + " === " + String.join(", ", remote);
  }

  /** The tunnel is up, but the peer's name is not found any more. */
  static Optional<Finding> unresolved(
      ConnectionPlan plan, GatewayView view, ConnectionState state) {
    return state != ConnectionState.CONNECTED && state != ConnectionState.PARTIALLY_CONNECTED
        ? Optional.empty()
        : view.tunnel(plan.uid())
            .map(TunnelState::lookup)
            .map(NameLookup::fault)
            .map(fault -> new Finding(Reasons.NAME_UNRESOLVED, fault.message()));
  }
}
