package dev.culvert.e2e.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelConfig.Initiation;
import dev.culvert.gateway.contract.TunnelState;
import dev.culvert.gateway.contract.TunnelState.Phase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway that dials its peer by name, while the network outside, nameserver and all, is inside
 * the prefixes behind its tunnel. The peer exists twice, at two addresses.
 */
class NamedPeerIT {
  private static final String NAME = "hq.example";
  private static final String OUTSIDE = "172.16.0.0/12";

  @TempDir static Path directory;
  private static GatewayNetwork network;
  private static NameServer dns;
  private static GatewayContainer a;
  private static GatewayContainer b;
  private static GatewayContainer moved;

  @BeforeAll
  static void start() throws Exception {
    network = new GatewayNetwork("172.31.247", directory);
    dns = NameServer.at(53, network);
    a = network.gateway("a", 1);
    b = network.gateway("b", 2);
    moved = network.gateway("b", 2, 32);
    dns.serve(a, directory.resolve("resolv.conf"));
    network.start();
    for (var peer : List.of(b, moved)) {
      peer.carry(
          Tunnels.draft(peer, a)
              .initiation(Initiation.NEVER)
              .prefixes(List.of(b.prefix(), OUTSIDE), List.of(a.prefix()))
              .config());
    }
  }

  @AfterAll
  static void stop() throws Exception {
    network.close();
  }

  @BeforeEach
  void forget() {
    a.carry();
    dns.answer(Map.of());
  }

  @Test
  void peer_isDialledByName_andTheApiAnswersAndTrafficPasses_thoughAllIsBehindTheTunnel() {
    dns.answer(Map.of(NAME, List.of(b.outsideAddress(), "2001:db8::1")));
    a.carry(tunnel());
    awaitPeer(b);

    assertThat(a.lostPings(b.insideAddress(), 5)).isZero();
    assertThat(Objects.requireNonNull(tunnelState().lookup()).addresses())
        .containsExactly(b.outsideAddress());
    assertThat(dns.shell("curl -s -m 3 http://%s:8080/livez".formatted(a.outsideAddress())))
        .as("the probe")
        .isEqualTo("yes");
  }

  @Test
  void nameThatMoves_movesTheTunnelWithoutAGap() {
    dns.answer(Map.of(NAME, List.of(b.outsideAddress())));
    a.carry(tunnel());
    awaitPeer(b);
    var pings = CompletableFuture.supplyAsync(() -> a.lostPings(b.insideAddress(), 400));

    dns.answer(Map.of(NAME, List.of(moved.outsideAddress())));
    await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> assertPeer(moved));
    await()
        .atMost(Duration.ofSeconds(5))
        .untilAsserted(() -> assertThat(tunnelState().ikeSas()).isEqualTo(1));

    assertThat(pings.join()).isLessThanOrEqualTo(2);
  }

  @Test
  void nameThatNoLongerResolves_changesNothingAtALivingTunnel_andIsReported() {
    dns.answer(Map.of(NAME, List.of(b.outsideAddress())));
    a.carry(tunnel());
    awaitPeer(b);
    var before = tunnelState().childSas().getFirst().spiIn();

    dns.answer(Map.of());
    await().atMost(Duration.ofSeconds(40)).untilAsserted(() -> assertFault("DnsFailure"));

    assertThat(Objects.requireNonNull(tunnelState().lookup()).addresses())
        .containsExactly(b.outsideAddress());
    assertThat(tunnelState().childSas()).extracting(child -> child.spiIn()).contains(before);
    assertThat(a.lostPings(b.insideAddress(), 5)).isZero();
  }

  @Test
  void nameWithoutAnIpv4Address_isSaid_andConnectsSoonAfterItHasOne() {
    a.carry(tunnel());
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> {
          assertFault("DnsFailure");
          assertThat(Objects.requireNonNull(tunnelState().lastEvent()).reason())
              .isEqualTo("DnsFailure");
        });

    dns.answer(Map.of(NAME, List.of("2001:db8::1")));
    await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> assertFault("NoIPv4Address"));

    dns.answer(Map.of(NAME, List.of("2001:db8::1", b.outsideAddress())));
    await().atMost(Duration.ofSeconds(5)).untilAsserted(() -> assertPeer(b));
  }

  @Test
  void dnsThatDoesNotAnswer_isSaidWithinTenSeconds_andHoldsUpNothing() {
    dns.answer(Map.of(NAME, List.of("silent")));
    a.carry(tunnel());

    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> {
          assertFault("DnsFailure");
          assertThat(Objects.requireNonNull(tunnelState().lookup()).fault().message())
              .contains("DNS does not answer");
        });
  }

  private static TunnelConfig tunnel() {
    return Tunnels.draft(a, b)
        .name(NAME)
        .prefixes(List.of(a.prefix()), List.of(b.prefix(), OUTSIDE))
        .config();
  }

  private static void awaitPeer(GatewayContainer peer) {
    await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> assertPeer(peer));
  }

  private static void assertPeer(GatewayContainer peer) {
    assertThat(tunnelState().phase()).isEqualTo(Phase.INSTALLED);
    assertThat(tunnelState().observedPeer()).startsWith(peer.outsideAddress() + ":");
  }

  private static void assertFault(String reason) {
    var lookup = Objects.requireNonNull(tunnelState().lookup());
    assertThat(lookup.fault()).isNotNull();
    assertThat(lookup.fault().reason()).isEqualTo(reason);
  }

  private static TunnelState tunnelState() {
    return a.tunnelTo(b);
  }
}
