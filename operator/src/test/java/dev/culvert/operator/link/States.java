package dev.culvert.operator.link;

import dev.culvert.gateway.contract.Contract;
import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.gateway.contract.GatewayState;
import dev.culvert.gateway.contract.TunnelState;
import dev.culvert.gateway.contract.TunnelState.ChildSaState;
import dev.culvert.gateway.contract.TunnelState.Phase;
import java.time.Instant;
import java.util.List;

/** Documents for tests. */
final class States {
  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private States() {}

  static GatewayConfig config(String gateway, long revision) {
    return new GatewayConfig(
        Contract.VERSION,
        gateway,
        "epoch",
        revision,
        "10.1.255.228",
        null,
        List.of("10.1.0.0/16"),
        List.of());
  }

  static GatewayState idle(String gateway, long sequence) {
    return holding(gateway, sequence, 0);
  }

  static GatewayState holding(String gateway, long sequence, long revision) {
    return new GatewayState(
        Contract.VERSION,
        gateway,
        "epoch",
        revision,
        sequence,
        "userspace",
        new GatewayState.Charon(true, "6.0.1", START, 0),
        List.of(),
        List.of());
  }

  static GatewayState carrying(String gateway, long sequence, String spi, long bytes) {
    ChildSaState child =
        new ChildSaState(
            "net",
            spi,
            "00000002",
            List.of("10.1.0.0/16"),
            List.of("10.2.0.0/16"),
            bytes,
            bytes,
            bytes / 100,
            bytes / 100);
    TunnelState tunnel =
        new TunnelState(
            "uid",
            1,
            Phase.INSTALLED,
            1,
            List.of(child),
            null,
            "10.0.0.7:4500",
            bytes,
            bytes,
            START,
            null);
    return new GatewayState(
        Contract.VERSION,
        gateway,
        "epoch",
        7,
        sequence,
        "userspace",
        new GatewayState.Charon(true, "6.0.1", START, 0),
        List.of(tunnel),
        List.of());
  }
}
