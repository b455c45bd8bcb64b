package dev.culvert.e2e.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.model.Network.Ipam;
import dev.culvert.gateway.contract.SharedKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.testcontainers.containers.Network;

/** The guest and a strongSwan on one Docker network, with a host of each one's inside. */
@Tag("soak")
class LibreswanGuestIT {
  private static final String SUBNET = "172.31.250";
  private static final String GUEST = SUBNET + ".10";
  private static final String PEER = SUBNET + ".20";
  private static final String GUEST_LAN = "10.2.0.4";
  private static final String PEER_LAN = "10.1.0.4";
  private static final int TEN_MEGABYTES = 10_000_000;
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final SharedKey KEY = SharedKey.of("for \"this\" test's #key only");

  private static final String IKE = "aes256-sha256-x25519";
  private static final String ESP = "aes256gcm16";

  private static final LibreswanConnection IKEV2 =
      LibreswanConnection.ikev2("two", PEER)
          .identities("@guest.test", "@peer.test")
          .key(KEY)
          .between("10.2.0.0/16", "10.1.0.0/16");
  private static final LibreswanConnection IKEV1 =
      LibreswanConnection.ikev1("one", PEER)
          .identities("@guest.test", "@peer.test")
          .key(KEY)
          .between("10.2.0.0/16", "10.1.0.0/16");

  private static Network network;
  private static StrongswanContainer peer;
  private static LibreswanGuest guest;

  @BeforeAll
  static void start() {
    network =
        Network.builder()
            .createNetworkCmdModifier(create ->
                create.withIpam(
                    new Ipam().withConfig(new Ipam.Config().withSubnet(SUBNET + ".0/24"))))
            .build();
    peer = new StrongswanContainer(network.getId(), PEER, PEER_LAN);
    peer.start();
    guest = LibreswanGuest.boot(network.getId(), GUEST, GUEST_LAN);
    System.out.printf("libreswan guest: booted in %s%n", seconds(guest.bootTime()));
  }

  @AfterAll
  static void stop() throws Exception {
    Path logs = Path.of("target", "guest-logs");
    try (var lastly = network;
        var then = peer;
        var first = guest) {
      first.collectLogs(logs);
      Files.writeString(logs.resolve("charon.log"), then.log());
    }
  }

  @AfterEach
  void disconnect() {
    guest.delete(IKEV2);
    guest.delete(IKEV1);
    peer.forget();
  }

  @Test
  void ikev2_guestInitiates_tenMegabytesPassIntact_andNoRekeyLosesAPacket() {
    peer.carry(IKEV2, GUEST, IKE, ESP + "-x25519", KEY);
    guest.add(IKEV2);

    assertThat(guest.up(IKEV2, SOON)).matches(LibreswanGuest.Attempt::established);
    assertExchange("IKEv2");
    assertThat(guest.traffic())
        .singleElement()
        .satisfies(child -> {
          assertThat(child.conn()).isEqualTo("two");
          assertThat(child.inBytes()).isGreaterThan(TEN_MEGABYTES);
          assertThat(child.outBytes()).isGreaterThan(TEN_MEGABYTES);
        });

    LanPing ping = LanPing.underWay(guest, GUEST_LAN, PEER_LAN, 200);
    assertNewChild(() -> guest.rekeyChildren(IKEV2));
    assertNewChild(() -> peer.shell("swanctl --rekey --child two"));
    assertNewIkeSa(() -> guest.rekeyIke(IKEV2));
    assertNewIkeSa(() -> peer.shell("swanctl --rekey --ike two"));
    int lost = ping.lost();
    System.out.printf("libreswan guest: lost %d of 200 over four rekeys%n", lost);
    assertThat(lost).isLessThanOrEqualTo(2);
  }

  @Test
  void ikev2_peerInitiates_eachPairPasses_andGuestDeletesBoth() {
    LibreswanConnection pairs =
        IKEV2.between("10.3.0.0/24", "10.1.0.0/16").espWithoutPfs("aes_gcm256");
    guest.addLanAddress("10.3.0.4");
    peer.carry(pairs, GUEST, IKE, ESP, KEY);
    guest.add(pairs);

    peer.shell("swanctl --initiate --child two-1 && swanctl --initiate --child two-2");
    guest.awaitUp(pairs, SOON);
    assertThat(guest.ikeSas(pairs)).hasSize(1);
    assertThat(LanPing.start(guest, GUEST_LAN, PEER_LAN, 5).lost()).isZero();
    assertThat(LanPing.start(guest, "10.3.0.4", PEER_LAN, 5).lost()).isZero();

    guest.delete(pairs);
    assertThat(guest.spis()).isEmpty();
    await().atMost(SOON).until(() -> peer.sas("two").isEmpty());
  }

  @Test
  void ikev1_eitherInitiates_tenMegabytesPassIntact_andNewQuickModeLosesNothing() {
    peer.carry(IKEV1, GUEST, "aes256-sha256-modp2048", ESP + "-modp2048", KEY);
    guest.add(IKEV1);

    peer.shell("swanctl --initiate --child one");
    guest.awaitUp(IKEV1, SOON);
    assertThat(guest.ikeSas(IKEV1)).hasSize(1);
    guest.down(IKEV1);
    await().atMost(SOON).until(() -> peer.sas("one").isEmpty());

    assertThat(guest.up(IKEV1, SOON)).matches(LibreswanGuest.Attempt::established);
    assertExchange("IKEv1");
    LanPing ping = LanPing.underWay(guest, GUEST_LAN, PEER_LAN, 60);
    assertNewChild(() -> guest.rekeyChildren(IKEV1));
    assertThat(ping.lost()).isLessThanOrEqualTo(1);
    assertThatThrownBy(() -> guest.rekeyIke(IKEV1)).hasMessageContaining("ikelifetime");
  }

  @Test
  void otherKey_attemptFails_andTheGuestSaysWhy() {
    peer.carry(IKEV2, GUEST, IKE, ESP + "-x25519", SharedKey.of("another-key"));
    guest.add(IKEV2);

    assertThat(guest.up(IKEV2, Duration.ofSeconds(5)))
        .satisfies(attempt -> {
          assertThat(attempt.established()).isFalse();
          assertThat(attempt.said()).contains("AUTHENTICATION_FAILED");
        });
  }

  @Test
  void restart_isKnownToThePeer_andALossOfSasIsNot() {
    connect();
    guest.restart();
    assertThat(guest.isUp(IKEV2)).isFalse();
    await().atMost(SOON).until(() -> peer.sas("two").isEmpty());
    peer.shell("swanctl --initiate --child two");
    guest.awaitUp(IKEV2, SOON);

    guest.loseSas();
    assertThat(guest.isUp(IKEV2)).isFalse();
    assertThat(guest.spis()).isEmpty();
    assertThat(peer.sas("two")).contains("ESTABLISHED");
    assertThat(guest.up(IKEV2, SOON)).matches(LibreswanGuest.Attempt::established);
  }

  @Test
  void frozenGuest_answersNothing_andThawedItGoesOn() {
    connect();
    guest.freeze();
    try {
      assertThat(peer.shell("ping -c 1 -W 1 %s; true".formatted(GUEST_LAN)))
          .contains(" 0 received");
    } finally {
      guest.thaw();
    }
    assertThat(peer.shell("ping -c 2 -W 2 " + GUEST_LAN)).doesNotContain(" 0 received");
    assertThat(guest.isUp(IKEV2)).isTrue();
  }

  @Test
  void command_returnsItsStatus_orIsEndedInTime() {
    assertThat(guest.run("echo out; echo err >&2; exit 3", SOON))
        .isEqualTo(new CommandResult("out\nerr\n", 3));
    assertThat(guest.run("sleep 60", Duration.ofSeconds(1)).status())
        .isEqualTo(CommandResult.TIMED_OUT);
    assertThat(guest.run("sleep 60 &", SOON).succeeded()).isTrue();
  }

  private static void connect() {
    peer.carry(IKEV2, GUEST, IKE, ESP + "-x25519", KEY);
    guest.add(IKEV2);
    assertThat(guest.up(IKEV2, SOON)).matches(LibreswanGuest.Attempt::established);
  }

  private static void assertExchange(String version) {
    Exchange exchange = Exchange.of(guest, GUEST_LAN, peer::shell, TEN_MEGABYTES);
    System.out.printf(
        "libreswan guest: 10 MB by %s: to it %s, from it %s%n",
        version, seconds(exchange.toGuest().time()), seconds(exchange.fromGuest().time()));
    assertThat(exchange).matches(Exchange::isIntact);
  }

  private static void assertNewChild(Runnable rekey) {
    Set<String> before = guest.spis();
    rekey.run();
    await().atMost(SOON).until(() -> !before.containsAll(guest.spis()));
  }

  private static void assertNewIkeSa(Runnable rekey) {
    Set<Integer> before = guest.ikeSas(IKEV2);
    rekey.run();
    await().atMost(SOON).until(() -> !before.containsAll(guest.ikeSas(IKEV2)));
  }

  private static String seconds(Duration time) {
    return "%.1f s".formatted(time.toMillis() / 1000.0);
  }
}
