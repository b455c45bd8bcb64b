package dev.culvert.e2e.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelState.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub and two spokes. */
class TransitIT {
  @TempDir static Path directory;
  private static GatewayNetwork network;
  private static GatewayContainer hub;
  private static GatewayContainer left;
  private static GatewayContainer right;

  @BeforeAll
  static void start() throws Exception {
    network = new GatewayNetwork("172.31.248", directory);
    hub = network.gateway("a", 1);
    left = network.gateway("b", 2);
    right = network.gateway("c", 3);
    network.start();
  }

  @AfterAll
  static void stop() throws Exception {
    network.close();
  }

  @Test
  void spokes_reachEachOther_onlyWhereBothListTheOther() {
    left.carry(toHub(left, right));
    right.carry(toHub(right, left));

    hub.carry(toSpoke(left, right), toSpoke(right, left));
    awaitInstalled();
    assertReaches(left, right);
    assertReaches(right, left);
    assertReaches(hub, left);
    assertReaches(hub, right);

    // The spokes still list each other and send; the hub's tunnel to the right lists the left no
    // more.
    hub.carry(toSpoke(left, right), Tunnels.between(hub, right));
    right.carry(Tunnels.between(right, hub));
    awaitInstalled();
    assertThat(left.lostPings(right.insideAddress(), 3)).isEqualTo(3);
    assertReaches(hub, right);
  }

  @Test
  void machineInsideTheHubsNetwork_doesNotPassForOneBehindASpoke() {
    left.carry(toHub(left, right));
    right.carry(toHub(right, left));
    hub.carry(toSpoke(left, right), toSpoke(right, left));
    awaitInstalled();
    left.shell(
        "nft add table ip watch; nft add chain ip watch in '{ type filter hook prerouting"
            + " priority raw; }'; nft add rule ip watch in ip saddr 10.3.0.9 counter");

    try (var machine = InsideMachine.behind(hub, "10.1.0.9")) {
      machine.shell("ip addr add 10.3.0.9/32 dev eth0");
      assertThat(machine.shell(ping("10.1.0.9"))).contains(" 3 received");
      assertThat(machine.shell(ping("10.3.0.9"))).contains(" 0 received");
    }

    assertThat(left.shell("nft list table ip watch")).contains("counter packets 0");
    left.shell("nft delete table ip watch");
  }

  /** Both ends may just have started an SA of their own: the first packets may miss one. */
  private static void assertReaches(GatewayContainer from, GatewayContainer to) {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(from.lostPings(to.insideAddress(), 5)).isZero());
  }

  private static String ping(String source) {
    return "ping -n -c 3 -i 0.2 -W 1 -I " + source + " " + left.insideAddress();
  }

  private static TunnelConfig toHub(GatewayContainer spoke, GatewayContainer other) {
    return Tunnels.draft(spoke, hub)
        .prefixes(List.of(spoke.prefix()), List.of(hub.prefix(), other.prefix()))
        .config();
  }

  private static TunnelConfig toSpoke(GatewayContainer spoke, GatewayContainer other) {
    return Tunnels.draft(hub, spoke)
        .prefixes(List.of(hub.prefix(), other.prefix()), List.of(spoke.prefix()))
        .config();
  }

  private static void awaitInstalled() {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          for (var spoke : List.of(left, right)) {
            assertThat(hub.tunnelTo(spoke).phase()).isEqualTo(Phase.INSTALLED);
            assertThat(spoke.tunnelTo(hub).phase()).isEqualTo(Phase.INSTALLED);
          }
        });
  }
}
