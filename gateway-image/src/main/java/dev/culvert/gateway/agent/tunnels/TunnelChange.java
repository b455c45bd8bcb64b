package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelConfig.ChildConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What of a tunnel differs between what charon holds and what it shall hold, in charon's terms
 * (strongSwan, src/libcharon/plugins/vici/vici_config.c, merge_config).
 *
 * @param keys keys or their owner differ
 * @param connection the connection is to be loaded
 * @param ikeLevel running IKE_SAs will go on with the settings they were made with
 * @param newIkeSaNeeded running IKE_SAs are not what is wanted any more
 * @param children names of the CHILD_SAs whose selectors or proposals differ, or which are new
 * @param childRenamed charon would take a renamed child for the old one: unload first
 */
record TunnelChange(
    boolean keys,
    boolean connection,
    boolean ikeLevel,
    boolean newIkeSaNeeded,
    Set<String> children,
    boolean childRenamed) {

  static TunnelChange between(@Nullable TunnelConfig held, TunnelConfig wanted) {
    var wantedChildren = byName(wanted);
    if (held == null) {
      return new TunnelChange(true, true, false, false, wantedChildren.keySet(), false);
    }
    var heldChildren = byName(held);
    var children = new HashSet<String>();
    wantedChildren.forEach((name, child) -> {
      var before = heldChildren.get(name);
      if (before == null
          || !sameSelectors(before, child)
          || !held.espProposals().equals(wanted.espProposals())) {
        children.add(name);
      }
    });
    boolean added = !heldChildren.keySet().containsAll(wantedChildren.keySet());
    boolean removed = !wantedChildren.keySet().containsAll(heldChildren.keySet());
    boolean renamed = added && removed;
    boolean ikeLevel = renamed || !sameIke(held, wanted);
    return new TunnelChange(
        !held.keys().equals(wanted.keys())
            || !held.remoteIdentity().equals(wanted.remoteIdentity()),
        ikeLevel
            || removed
            || !children.isEmpty()
            || held.childRekeySeconds() != wanted.childRekeySeconds(),
        ikeLevel,
        held.ikeVersion() != wanted.ikeVersion()
            || !held.ikeProposals().equals(wanted.ikeProposals()),
        Set.copyOf(children),
        renamed);
  }

  private static boolean sameIke(TunnelConfig held, TunnelConfig wanted) {
    return ike(held).equals(ike(wanted));
  }

  private static List<Object> ike(TunnelConfig tunnel) {
    return List.of(
        tunnel.localIdentity(),
        tunnel.remoteIdentity(),
        tunnel.ikeVersion(),
        tunnel.remoteAddresses(),
        tunnel.remotePort(),
        tunnel.answersPeer(),
        tunnel.initialContact(),
        tunnel.ikeProposals(),
        tunnel.dpdSeconds(),
        tunnel.ikeRekeySeconds());
  }

  private static boolean sameSelectors(ChildConfig one, ChildConfig other) {
    return Set.copyOf(one.localPrefixes()).equals(Set.copyOf(other.localPrefixes()))
        && Set.copyOf(one.remotePrefixes()).equals(Set.copyOf(other.remotePrefixes()));
  }

  private static Map<String, ChildConfig> byName(TunnelConfig tunnel) {
    return tunnel.children().stream()
        .collect(Collectors.toMap(ChildConfig::name, Function.identity()));
  }
}
