package dev.culvert.e2e.gateway;

import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelConfig.Initiation;
import java.util.List;

/** The two sides of the tunnels between test gateways, as the operator would write them. */
final class Tunnels {
  /** The key of every tunnel; long enough to be looked for in logs. */
  static final String KEY = "culvert-test-key-4d1f9a7c0e6b";

  private Tunnels() {}

  static String id(GatewayContainer here, GatewayContainer there) {
    return "uid-" + here.letter() + "-" + there.letter();
  }

  static TunnelConfig between(GatewayContainer here, GatewayContainer there) {
    return draft(here, there).config();
  }

  static TunnelConfig between(
      GatewayContainer here, GatewayContainer there, String localPrefix, String remotePrefix) {
    return draft(here, there).prefixes(List.of(localPrefix), List.of(remotePrefix)).config();
  }

  static TunnelDraft draft(GatewayContainer here, GatewayContainer there) {
    var isLower = here.letter().compareTo(there.letter()) < 0;
    return new TunnelDraft(
            id(here, there),
            id(here, there) + ".link.culvert.internal",
            id(there, here) + ".link.culvert.internal")
        .address(there.outsideAddress())
        .initiation(isLower ? Initiation.AT_ONCE : Initiation.AFTER_DELAY)
        .prefixes(List.of(here.prefix()), List.of(there.prefix()));
  }
}
