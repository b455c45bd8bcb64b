package dev.culvert.e2e.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.gateway.contract.TunnelConfig.Initiation;
import dev.culvert.gateway.contract.TunnelState;
import dev.culvert.gateway.contract.TunnelState.Phase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A gateway, and strongSwan set up by hand at the other end. */
class ForeignPeerIT {
  private static final String US = "us.example";
  private static final String THEM = "them.example";
  private static final int NOBODY = 99;

  @TempDir static Path directory;
  private static GatewayNetwork network;
  private static GatewayContainer a;
  private static ForeignPeer peer;

  @BeforeAll
  static void start() throws Exception {
    network = new GatewayNetwork("172.31.245", directory);
    a = network.gateway("a", 1);
    network.start();
    peer = ForeignPeer.at(9, network);
  }

  @AfterAll
  static void stop() throws Exception {
    var logs = Files.createDirectories(Path.of("target", "gateway-logs"));
    Files.writeString(logs.resolve("foreign-peer.log"), peer.log());
    network.close();
  }

  @BeforeEach
  void meet() {
    peer.carry(2, a, THEM, US, Tunnels.KEY);
  }

  @AfterEach
  void part() {
    a.carry();
    peer.stop();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void bothIkeVersions_carryTraffic_whoeverStarts(int version) {
    peer.carry(version, a, THEM, US, Tunnels.KEY);
    a.carry(tunnel().ikeVersion(version).config());
    awaitInstalled();
    assertThat(a.lostPings(peer.insideAddress(), 5)).isZero();

    peer.carry(version, a, THEM, US, Tunnels.KEY);
    a.carry(tunnel().ikeVersion(version).initiation(Initiation.NEVER).config());
    assertThat(peer.initiate()).contains("completed successfully");
    awaitInstalled();
    assertThat(a.lostPings(peer.insideAddress(), 5)).isZero();
  }

  @Test
  void peerOfIkeVersion1_thatDies_isGivenUp() {
    peer.carry(1, a, THEM, US, Tunnels.KEY);
    a.carry(tunnel().ikeVersion(1).config());
    awaitInstalled();

    peer.stop();

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(state().ikeSas()).isZero());
  }

  @Test
  void wrongKey_isNamed_whicheverEndTries() {
    a.carry(tunnel().key("another-key-than-the-peers").config());
    awaitReason("RejectedByPeer");

    peer.initiate();
    awaitReason("PskMismatch");
  }

  @Test
  void wrongKeyOfIkeVersion1_isNamed() {
    peer.carry(1, a, THEM, US, Tunnels.KEY);
    a.carry(tunnel().ikeVersion(1).key("another-key-than-the-peers").config());
    awaitReason("PskMismatch");
    await()
        .during(Duration.ofSeconds(2))
        .untilAsserted(() ->
            assertThat(Objects.requireNonNull(state().lastEvent()).reason())
                .isEqualTo("PskMismatch"));
  }

  @Test
  void wrongIdentity_isNamedWithBoth_onceThePeerTries() {
    a.carry(
        new TunnelDraft("site", US, "somebody.example")
            .address(peer.address())
            .prefixes(List.of(a.prefix()), List.of("10.9.0.0/16"))
            .config());
    awaitReason("RejectedByPeer");

    peer.initiate();
    awaitReason("IdentityMismatch");
    assertThat(Objects.requireNonNull(state().lastEvent()).message())
        .contains(THEM, "somebody.example", US);
  }

  @Test
  void peerThatOurAnswersDoNotReach_isNamed_unconfirmed() {
    // A tunnel of its own: what attempts of this end have met stays the reason.
    a.carry(tunnel("deaf").initiation(Initiation.NEVER).config());
    peer.hearNothingFrom(a.outsideAddress());
    try {
      peer.initiate();
      awaitReason("ReturnPathBlocked");
      assertThat(Objects.requireNonNull(state().lastEvent()).message())
          .startsWith("unconfirmed, from " + peer.address());
    } finally {
      peer.hearAll();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2})
  void peerThatDoesNotAnswer_isNamed(int version) {
    a.carry(tunnel().ikeVersion(version).address(network.address(NOBODY)).config());
    awaitReason("NoAnswer");
  }

  @Test
  void endThatOnlyInitiates_keepsItsOwnIkeSa_alsoWhenThePeerRekeysIt_andClosesThePeers() {
    a.carry(tunnel().answersPeer(false).config());
    awaitInstalled();
    peer.swanctl("--rekey --ike site");
    await()
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(state().phase()).isEqualTo(Phase.INSTALLED));
    assertThat(a.getLogs()).doesNotContain("answers none of its attempts");

    peer.carry(2, a, THEM, US, Tunnels.KEY);
    peer.initiate();
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(a.getLogs()).contains("answers none of its attempts"));
    awaitInstalled();
  }

  @Test
  void endThatOnlyAnswers_startsNothing_alsoAfterARestart() {
    a.carry(tunnel().initiation(Initiation.NEVER).config());
    int before = attempts();
    a.killCharon();
    a.carry(tunnel().initiation(Initiation.NEVER).key("edited-key-of-the-tunnel").config());
    a.carry(tunnel().initiation(Initiation.NEVER).config());

    await()
        .during(Duration.ofSeconds(4))
        .atMost(Duration.ofSeconds(10))
        .until(() -> attempts() == before);
    assertThat(peer.initiate()).contains("completed successfully");
  }

  @Test
  void restartedPeer_replacesItsFormerIkeSa_whereInitialContactIsWished() {
    a.carry(tunnel().initiation(Initiation.NEVER).initialContact(true).config());
    peer.initiate();
    awaitInstalled();

    peer.carry(2, a, THEM, US, Tunnels.KEY);
    peer.initiate();

    await()
        .atMost(Duration.ofSeconds(3))
        .untilAsserted(() -> {
          assertThat(state().ikeSas()).isEqualTo(1);
          assertThat(state().phase()).isEqualTo(Phase.INSTALLED);
        });
    assertThat(a.lostPings(peer.insideAddress(), 5)).isZero();
  }

  private static int attempts() {
    return a.getLogs().split("team/site: initiating", -1).length;
  }

  private static TunnelDraft tunnel() {
    return tunnel("site");
  }

  private static TunnelDraft tunnel(String id) {
    return new TunnelDraft(id, US, THEM)
        .address(peer.address())
        .prefixes(List.of(a.prefix()), List.of("10.9.0.0/16"));
  }

  private static void awaitInstalled() {
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(() -> assertThat(state().phase()).isEqualTo(Phase.INSTALLED));
  }

  private static void awaitReason(String reason) {
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> {
          assertThat(state().lastEvent()).isNotNull();
          assertThat(state().lastEvent().reason()).isEqualTo(reason);
        });
  }

  private static TunnelState state() {
    return a.state().tunnels().getFirst();
  }
}
