package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.agent.charon.ChildSa;
import dev.culvert.gateway.agent.charon.IkeSa;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelConfig.ChildConfig;
import dev.culvert.gateway.contract.TunnelState;
import dev.culvert.gateway.contract.TunnelState.ChildSaState;
import dev.culvert.gateway.contract.TunnelState.NameLookup;
import dev.culvert.gateway.contract.TunnelState.Phase;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Says how one tunnel is, from facts alone. */
final class TunnelReport {
  private TunnelReport() {}

  static TunnelState of(
      TunnelConfig wanted,
      TunnelMemory memory,
      TunnelHistory history,
      @Nullable NameLookup lookup,
      List<IkeSa> sas) {
    var established = sas.stream().filter(IkeSa::isEstablished).toList();
    var children =
        established.stream()
            .flatMap(sa -> sa.children().stream())
            .filter(ChildSa::isInstalled)
            .sorted(Comparator.comparing(ChildSa::id))
            .toList();
    var loaded = memory.loaded();
    return new TunnelState(
        wanted.id(),
        loaded == null ? 0 : loaded.generation(),
        phase(wanted, memory, sas, established, children),
        established.size(),
        children.stream().map(TunnelReport::state).toList(),
        lookup,
        observedPeer(established),
        history.bytesIn(),
        history.bytesOut(),
        history.lastEstablished(),
        history.lastEvent());
  }

  private static Phase phase(
      TunnelConfig wanted,
      TunnelMemory memory,
      List<IkeSa> sas,
      List<IkeSa> established,
      List<ChildSa> children) {
    var installed = children.stream().map(ChildSa::name).collect(Collectors.toSet());
    var names = wanted.children().stream().map(ChildConfig::name).collect(Collectors.toSet());
    if (!names.isEmpty() && installed.containsAll(names)) {
      return Phase.INSTALLED;
    }
    if (names.stream().anyMatch(installed::contains)) {
      return Phase.PARTLY_INSTALLED;
    }
    if (!established.isEmpty()) {
      return Phase.IKE_ONLY;
    }
    // Between two tries of a series the attempt is still in progress.
    boolean trying = sas.stream().anyMatch(IkeSa::isConnecting) || memory.initiating().isTrying();
    return trying ? Phase.CONNECTING : Phase.IDLE;
  }

  private static @Nullable String observedPeer(List<IkeSa> established) {
    return established.stream()
        .max(Comparator.comparing(IkeSa::establishedSeconds).reversed().thenComparing(IkeSa::id))
        .map(sa -> sa.remoteAddress() + ":" + sa.remotePort())
        .orElse(null);
  }

  private static ChildSaState state(ChildSa child) {
    return new ChildSaState(
        child.name(),
        child.spiIn(),
        child.spiOut(),
        child.localPrefixes(),
        child.remotePrefixes(),
        child.traffic().bytesIn(),
        child.traffic().bytesOut(),
        child.traffic().packetsIn(),
        child.traffic().packetsOut());
  }
}
