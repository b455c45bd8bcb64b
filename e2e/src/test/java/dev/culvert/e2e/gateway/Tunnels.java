package dev.culvert.e2e.gateway;

import dev.culvert.gateway.contract.SharedKey;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelConfig.ChildConfig;
import dev.culvert.gateway.contract.TunnelConfig.Initiation;
import dev.culvert.gateway.contract.TunnelConfig.KeyConfig;
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
    return between(here, there, here.prefix(), there.prefix());
  }

  static TunnelConfig between(
      GatewayContainer here, GatewayContainer there, String localPrefix, String remotePrefix) {
    var isLower = here.letter().compareTo(there.letter()) < 0;
    return new TunnelConfig(
        id(here, there),
        "team/" + here.letter() + "-" + there.letter(),
        1,
        id(here, there) + ".link.culvert.internal",
        id(there, here) + ".link.culvert.internal",
        2,
        null,
        List.of(there.outsideAddress()),
        500,
        List.of(new KeyConfig("v1", SharedKey.of(KEY))),
        List.of("aes256gcm16-prfsha384-x25519"),
        List.of("aes256gcm16-x25519"),
        5,
        14400,
        3600,
        isLower ? Initiation.AT_ONCE : Initiation.AFTER_DELAY,
        true,
        false,
        List.of(new ChildConfig("net", List.of(localPrefix), List.of(remotePrefix))));
  }
}
