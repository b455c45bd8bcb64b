package dev.culvert.e2e.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.gateway.contract.TunnelState;
import dev.culvert.gateway.contract.TunnelState.ChildSaState;
import dev.culvert.gateway.contract.TunnelState.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three gateways, tunnels between the first and each of the others. */
class GatewayPairIT {
  @TempDir static Path directory;
  private static GatewayNetwork network;
  private static GatewayContainer a;
  private static GatewayContainer b;
  private static GatewayContainer c;

  @BeforeAll
  static void start() throws Exception {
    network = new GatewayNetwork("172.31.249", directory);
    a = network.gateway("a", 1);
    b = network.gateway("b", 2);
    c = network.gateway("c", 3);
    network.start();
  }

  @AfterAll
  static void stop() throws Exception {
    network.close();
  }

  @BeforeEach
  void connect() {
    b.carry(Tunnels.between(b, a));
    c.carry(Tunnels.between(c, a));
    a.carry(Tunnels.between(a, b), Tunnels.between(a, c));
    awaitInstalled(a, b);
    awaitInstalled(b, a);
    awaitInstalled(a, c);
    awaitInstalled(c, a);
  }

  @Test
  void insideAddresses_reachEachOther() {
    assertThat(lost(a, b, 5)).isZero();
    assertThat(lost(c, a, 5)).isZero();
    await().untilAsserted(() -> assertThat(a.tunnelTo(b).bytesIn()).isPositive());
  }

  @Test
  void killedCharon_costsLessThanTwoSeconds() {
    var pings = CompletableFuture.supplyAsync(() -> lost(b, a, 40));
    await().untilAsserted(() -> assertThat(b.shell("pidof ping")).isNotBlank());
    a.killCharon();

    assertThat(pings.join()).isLessThan(20);
    await().untilAsserted(() -> assertThat(a.state().charon().restarts()).isPositive());
  }

  @Test
  void bothEndsInitiatingAtOnce_leaveOneSaWithin15Seconds() {
    int restarts = a.state().charon().restarts() + b.state().charon().restarts();
    Stream.of(a, b).parallel().forEach(GatewayContainer::killCharon);

    await()
        .untilAsserted(() ->
            assertThat(a.state().charon().restarts() + b.state().charon().restarts())
                .isEqualTo(restarts + 2));
    awaitInstalled(a, b);
    await()
        .atMost(Duration.ofSeconds(15))
        .untilAsserted(() -> {
          assertOneSa(a.tunnelTo(b));
          assertOneSa(b.tunnelTo(a));
        });
    assertThat(lost(a, b, 5)).isZero();
  }

  @Test
  void editOfOneTunnel_leavesTheOthersSpis_andReachesBothEnds() {
    var untouched = a.tunnelTo(c).childSas().stream().map(ChildSaState::spiIn).toList();
    var before = a.tunnelTo(b).childSas().stream().map(ChildSaState::spiIn).toList();

    a.carry(Tunnels.between(a, b, "10.1.128.0/17", b.prefix()), Tunnels.between(a, c));
    b.carry(Tunnels.between(b, a, b.prefix(), "10.1.128.0/17"));

    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> {
          assertThat(a.tunnelTo(b).childSas())
              .singleElement()
              .satisfies(child -> {
                assertThat(child.localPrefixes()).containsExactly("10.1.128.0/17");
                assertThat(before).doesNotContain(child.spiIn());
              });
          // b may still list an SA with a charon that was killed, until DPD tells.
          assertThat(b.tunnelTo(a).childSas().getLast().remotePrefixes())
              .containsExactly("10.1.128.0/17");
        });
    assertThat(a.tunnelTo(c).childSas()).extracting(ChildSaState::spiIn).isEqualTo(untouched);
    assertThat(lost(a, b, 5)).isZero();
  }

  @Test
  void tunnelDeletedAtOneEnd_goesDownAtBoth_andTheOtherCannotBringItBack() {
    b.carry();

    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(a.tunnelTo(b).ikeSas()).isZero());
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() ->
            assertThat(a.tunnelTo(b).lastEvent())
                .satisfies(event -> assertThat(event.reason()).isEqualTo("RejectedByPeer")));
    assertThat(a.tunnelTo(b).phase()).isEqualTo(Phase.CONNECTING);
    assertThat(a.shell("ping -n -c 1 -W 1 " + b.insideAddress())).contains("No route to host");
  }

  @Test
  void tunnel_leadsToNothingButTheInsideAddress() {
    assertThat(port(b.insideAddress(), 8443)).isEqualTo("closed");
    assertThat(port(b.insideAddress(), 8080)).isEqualTo("closed");
    assertThat(port(b.outsideAddress(), 8080)).isEqualTo("open");
    assertThat(a.shell("ping -n -c 1 -W 1 10.2.0.9")).contains(" 0 received");
  }

  @Test
  void innerPackets_neverLeaveByTheOutsideInterface() {
    b.carry();
    await().untilAsserted(() -> assertThat(a.tunnelTo(b).ikeSas()).isZero());
    c.shell(
        "nft add table ip watch; nft add chain ip watch in '{ type filter hook prerouting"
            + " priority raw; }'; nft add rule ip watch in ip saddr 10.1.0.0/16 counter");

    a.shell("ip route add 10.2.0.0/16 via " + c.outsideAddress() + " table main");
    a.shell("ping -n -c 2 -i 0.2 -W 1 " + b.insideAddress());
    a.shell("ping -n -c 2 -i 0.2 -W 1 -I " + a.outsideAddress() + " " + b.insideAddress());
    a.shell("ping -n -c 2 -i 0.2 -W 1 -I " + a.insideAddress() + " " + c.outsideAddress());
    a.shell("ip route del 10.2.0.0/16 table main");

    assertThat(c.shell("nft list table ip watch")).contains("counter packets 0");
    c.shell("nft delete table ip watch");
  }

  @Test
  void sharedKey_isInNoLogAndNoArguments() {
    for (var gateway : List.of(a, b, c)) {
      assertThat(gateway.getLogs()).contains("initiating").doesNotContain(Tunnels.KEY);
      assertThat(gateway.shell("cat /proc/*/cmdline")).doesNotContain(Tunnels.KEY);
    }
  }

  private static void awaitInstalled(GatewayContainer here, GatewayContainer there) {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> {
          assertThat(here.tunnelTo(there).phase()).isEqualTo(Phase.INSTALLED);
          assertThat(here.tunnelTo(there).childSas())
              .anySatisfy(child -> {
                assertThat(child.localPrefixes()).containsExactly(here.prefix());
                assertThat(child.remotePrefixes()).containsExactly(there.prefix());
              });
        });
  }

  private static void assertOneSa(TunnelState tunnel) {
    assertThat(tunnel.ikeSas()).isEqualTo(1);
    assertThat(tunnel.childSas()).hasSize(1);
  }

  private static int lost(GatewayContainer from, GatewayContainer to, int count) {
    return from.lostPings(to.insideAddress(), count);
  }

  private static String port(String address, int port) {
    return a.shell(
            "timeout 2 bash -c '</dev/tcp/%s/%d' && echo open || echo closed"
                .formatted(address, port))
        .lines()
        .reduce((first, second) -> second)
        .orElse("");
  }
}
