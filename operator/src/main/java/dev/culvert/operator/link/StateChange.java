package dev.culvert.operator.link;

import dev.culvert.gateway.contract.GatewayState;
import dev.culvert.gateway.contract.TunnelState;
import dev.culvert.gateway.contract.TunnelState.ChildSaState;

/** Tells facts that changed from counters that merely moved on. */
final class StateChange {
  private StateChange() {}

  /** Whether the states differ in something other than sequence, bytes and packets. */
  static boolean isBetween(GatewayState earlier, GatewayState later) {
    return !withoutCounters(earlier).equals(withoutCounters(later));
  }

  private static GatewayState withoutCounters(GatewayState state) {
    return new GatewayState(
        state.contractVersion(),
        state.gateway(),
        state.epoch(),
        state.revision(),
        0,
        state.dataplane(),
        state.charon(),
        state.tunnels().stream().map(StateChange::withoutCounters).toList(),
        state.problems());
  }

  private static TunnelState withoutCounters(TunnelState tunnel) {
    return new TunnelState(
        tunnel.id(),
        tunnel.generation(),
        tunnel.phase(),
        tunnel.ikeSas(),
        tunnel.childSas().stream().map(StateChange::withoutCounters).toList(),
        tunnel.lookup(),
        tunnel.observedPeer(),
        0,
        0,
        tunnel.lastEstablished(),
        tunnel.lastEvent());
  }

  private static ChildSaState withoutCounters(ChildSaState child) {
    return new ChildSaState(
        child.name(),
        child.spiIn(),
        child.spiOut(),
        child.localPrefixes(),
        child.remotePrefixes(),
        0,
        0,
        0,
        0);
  }
}
