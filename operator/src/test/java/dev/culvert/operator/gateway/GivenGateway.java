package dev.culvert.operator.gateway;

import dev.culvert.gateway.contract.Contract;
import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.gateway.contract.SharedKey;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelConfig.ChildConfig;
import dev.culvert.gateway.contract.TunnelConfig.Initiation;
import dev.culvert.gateway.contract.TunnelConfig.KeyConfig;
import dev.culvert.operator.plan.NetworkKey;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** A gateway for tests, of an installation that sets nothing. */
public final class GivenGateway {
  /** What the installation says. */
  public static final GatewaySettings SETTINGS =
      new GatewaySettings(
          "culvert-gateways",
          "culvert-system",
          "culvert/gateway:1.0.0",
          "IfNotPresent",
          List.of(),
          Optional.empty(),
          Map.of(),
          Map.of(),
          Map.of(),
          1,
          ExposureSettings.closed());

  private GivenGateway() {}

  /** The objects of the gateway of the network with the given UID. */
  public static GatewayObjects objects(String networkUid) {
    return new GatewayObjects(SETTINGS, new NetworkKey("shop", "vnet1"), networkUid);
  }

  /** The document of the given gateway, not counted yet, with one tunnel for each of the keys. */
  public static GatewayConfig document(String gateway, String... keys) {
    return new GatewayConfig(
        Contract.VERSION,
        gateway,
        null,
        0,
        "10.1.0.4",
        null,
        List.of("10.1.0.0/16"),
        Stream.of(keys).map(GivenGateway::tunnel).toList());
  }

  private static TunnelConfig tunnel(String key) {
    return new TunnelConfig(
        "uid-of-the-connection",
        "shop/vnet1-to-vnet2",
        1,
        "local.link.culvert.internal",
        "remote.link.culvert.internal",
        2,
        null,
        List.of("10.43.0.2"),
        500,
        List.of(new KeyConfig("generated", SharedKey.of(key))),
        List.of("aes256gcm16-prfsha384-x25519"),
        List.of("aes256gcm16-x25519"),
        5,
        14400,
        3600,
        Initiation.AT_ONCE,
        true,
        false,
        List.of(new ChildConfig("net", List.of("10.1.0.0/16"), List.of("10.2.0.0/16"))));
  }
}
