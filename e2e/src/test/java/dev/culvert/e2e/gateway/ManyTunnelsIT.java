package dev.culvert.e2e.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.gateway.contract.GatewayState;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelConfig.Initiation;
import dev.culvert.gateway.contract.TunnelState.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** As many tunnels as the largest gateway carries, all of them between two addresses. */
class ManyTunnelsIT {
  private static final int TUNNELS = 30;

  @TempDir static Path directory;
  private static GatewayNetwork network;
  private static GatewayContainer a;
  private static GatewayContainer b;

  @BeforeAll
  static void start() throws Exception {
    network = new GatewayNetwork("172.31.246", directory);
    a = network.gateway("a", 1);
    b = network.gateway("b", 2);
    network.start();
  }

  @AfterAll
  static void stop() throws Exception {
    network.close();
  }

  @Test
  void thirtyTunnelsFromOneAddress_areUpWithinFiveSeconds() {
    b.carry(tunnels(b, a, Initiation.NEVER));
    long started = System.nanoTime();
    a.carry(tunnels(a, b, Initiation.AT_ONCE));

    await()
        .atMost(Duration.ofSeconds(5))
        .pollInterval(Duration.ofMillis(50))
        .untilAsserted(() -> assertThat(installed(a.state())).isEqualTo(TUNNELS));
    System.out.printf(
        "%d tunnels were up after %d ms%n", TUNNELS, (System.nanoTime() - started) / 1_000_000);
    assertThat(a.getLogs()).doesNotContain("half-open IKE_SA limit");
    assertThat(b.getLogs()).doesNotContain("half-open IKE_SA limit");
  }

  private static long installed(GatewayState state) {
    return state.tunnels().stream().filter(t -> t.phase() == Phase.INSTALLED).count();
  }

  private static TunnelConfig[] tunnels(
      GatewayContainer here, GatewayContainer there, Initiation initiation) {
    return IntStream.range(0, TUNNELS)
        .mapToObj(i ->
            new TunnelDraft(identity(here, i), identity(here, i), identity(there, i))
                .address(there.outsideAddress())
                .initiation(initiation)
                .prefixes(List.of(prefix(here, i)), List.of(prefix(there, i)))
                .config())
        .toArray(TunnelConfig[]::new);
  }

  private static String identity(GatewayContainer gateway, int i) {
    return "%s-%02d.example".formatted(gateway.letter(), i);
  }

  private static String prefix(GatewayContainer gateway, int i) {
    return gateway.prefix().replace(".0.0/16", "." + i + ".0/24");
  }
}
