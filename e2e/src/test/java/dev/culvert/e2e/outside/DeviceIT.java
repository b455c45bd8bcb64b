package dev.culvert.e2e.outside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.culvert.e2e.cluster.CommandFailedException;
import dev.culvert.e2e.outside.Attacker.Forgery;
import dev.culvert.e2e.outside.Attacker.Sent;
import dev.culvert.e2e.scenario.Capture;
import dev.culvert.e2e.scenario.Host;
import dev.culvert.e2e.scenario.PingResult;
import dev.culvert.e2e.scenario.Transfer;
import dev.culvert.e2e.wan.SlowLine;
import dev.culvert.e2e.wan.SlowLine.End;
import dev.culvert.e2e.wan.SlowLine.Quality;
import dev.culvert.e2e.wan.Wan;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What tests of sites stand on: devices, lines and attackers, tried on one another. */
@Tag("soak")
class DeviceIT {
  private static final String KEY = "only-for-devices-of-these-tests";
  private static final String LEFT = "192.168.1.0/24";
  private static final String RIGHT = "192.168.2.0/24";

  private final Wan wan = Wan.shared();
  private Device left;
  private Device right;
  private Host behindLeft;
  private Host behindRight;

  @BeforeEach
  void startTwoDevices() {
    left = Device.on(wan);
    right = Device.on(wan);
    behindLeft = left.hostBehind("192.168.1.10");
    behindRight = right.hostBehind("192.168.2.10");
  }

  @AfterEach
  void endThem() {
    left.close();
    right.close();
  }

  @Test
  void devices_connect_carryTenMegabytesIntact_andShowNothingOnTheWire() {
    try (WireTap tap = WireTap.on(wan);
        Capture capture = tap.capture()) {
      connect(2);
      assertThat(ping(1).received()).isPositive();
      print("forth", Transfer.tenMegabytes(behindLeft, behindRight));
      print("back", Transfer.tenMegabytes(behindRight, behindLeft));

      assertThat(capture.count(Capture.IKE_OR_ESP_IN_UDP)).isGreaterThan(10_000);
      assertThat(capture.otherThanIke(Set.of(left.address()), Set.of(right.address()))).isEmpty();
      behindLeft.shell("ping -c 1 " + right.address());
      await()
          .untilAsserted(() ->
              assertThat(capture.otherThanIke(Set.of(left.address()), Set.of(right.address())))
                  .isNotEmpty());
    }
  }

  @Test
  void rekeyedDevices_haveOtherKeys_andAnInitiatedConnectionComesBackAfterARestart() {
    connect(2);
    DeviceSa first = left.sas().getFirst();

    left.rekeyChildren("peer");
    await().until(() -> !left.sas().getFirst().children().equals(first.children()));
    left.rekeyIke("peer");
    await().until(() -> !left.sas().getFirst().spis().equals(first.spis()));
    right.restart();
    await("told of the restart").until(() -> left.sas().isEmpty());
    left.restart();

    left.initiate("peer");
    assertThat(ping(5).lost()).isZero();
  }

  @Test
  void deviceThatLosesItsSas_tellsNobody_andAFrozenOneAnswersNothing() {
    connect(2);

    right.loseSas();
    assertThat(left.isUp("peer")).isTrue();
    assertThat(right.sas()).isEmpty();
    left.restart();
    left.initiate("peer");
    right.freeze();
    assertThat(ping(5).received()).isZero();
    right.thaw();

    await().until(() -> ping(2).lost() == 0);
  }

  @Test
  void versionOne_connectsWithAChildForEveryPair() {
    left.configure(
        toRight()
            .version(1)
            .proposals("aes256-sha256-modp2048", "aes256-sha256")
            .pair(LEFT, RIGHT)
            .pair(LEFT, "192.168.3.0/24"));
    right.configure(
        toLeft()
            .version(1)
            .proposals("aes256-sha256-modp2048", "aes256-sha256")
            .pair(RIGHT, LEFT)
            .pair("192.168.3.0/24", LEFT));

    left.initiate("peer");

    assertThat(left.isUp("peer")).isTrue();
    assertThat(left.sas()).hasSize(1).allMatch(sa -> sa.version() == 1);
    assertThat(left.sas().getFirst().children()).hasSize(2);
    assertThat(ping(3).lost()).isZero();
  }

  @Test
  void thirtyConnectionsFromOneAddress_areAllUp() {
    right.configure(
        IntStream.rangeClosed(1, 30)
            .mapToObj(i -> site(i, left.address(), "hq", "site-" + i).pair(RIGHT, prefix(i)))
            .toArray(DeviceConnection[]::new));
    left.configure(
        IntStream.rangeClosed(1, 30)
            .mapToObj(
                i -> site(i, right.address(), "site-" + i, "hq").pair(prefix(i), RIGHT).initiated())
            .toArray(DeviceConnection[]::new));

    await("30 connections")
        .atMost(Duration.ofSeconds(30))
        .until(
            left::sas,
            sas ->
                IntStream.rangeClosed(1, 30)
                    .allMatch(
                        i -> sas.stream().anyMatch(sa -> sa.isInstalled("site%d-1".formatted(i)))));
  }

  @Test
  void firewalledDevice_refusesAllButOne_andCountsThem() {
    configure(2);
    right.acceptOnlyFrom(wan.segment().hostAddress());

    assertThatThrownBy(() -> behindLeft.shell("swanctl --initiate --child peer-1 --timeout 2 2>&1"))
        .isInstanceOf(CommandFailedException.class);
    assertThat(right.refusedPackets()).isPositive();
    right.acceptOnlyFrom(left.address());
    left.terminate("peer");
    left.initiate("peer");

    assertThat(right.refusedPackets()).isZero();
  }

  @Test
  void deviceBehindNat_connects_andIsFoundAgainAfterItsPortHasChanged() {
    try (NatRouter router = NatRouter.on(wan);
        Device hidden = Device.behind(router)) {
      Host behind = hidden.hostBehind("192.168.1.11");
      right.configure(
          new DeviceConnection("peer", router.address(), KEY)
              .identities("right", "hidden")
              .set("mobike", "no")
              .pair(RIGHT, LEFT));
      hidden.configure(
          new DeviceConnection("peer", right.address(), KEY)
              .identities("hidden", "right")
              .pair(LEFT, RIGHT));
      hidden.initiate("peer");
      DeviceSa seen = right.sas().getFirst();
      assertThat(seen.remoteAddress()).isEqualTo(router.address());
      assertThat(seen.remotePort()).isBetween(20_000, 20_999);
      print("from behind NAT", Transfer.tenMegabytes(behind, behindRight));
      print("to behind NAT", Transfer.tenMegabytes(behindRight, behind));

      router.translateTo(30_000, 30_999);

      hidden.rekeyChildren("peer");
      await().until(() -> right.sas().getFirst().remotePort() >= 30_000);
      await().until(() -> hidden.ping(behind, behindRight.address(), 2).await().received() > 0);
    }
  }

  @Test
  void slowLine_delaysAndLoses_changesItsPorts_andCanBeCut() {
    try (SlowLine line =
        SlowLine.between(
            wan,
            End.at(left.address()),
            End.at(right.address()),
            new Quality(Duration.ofMillis(350), 0.05, 1))) {
      left.configure(slow(line, "left", "right").pair(LEFT, RIGHT));
      right.configure(slow(line, "right", "left").set("mobike", "no").pair(RIGHT, LEFT));
      long start = System.nanoTime();
      left.initiate("peer");
      System.out.printf("slow line: up after %.2f s%n", (System.nanoTime() - start) / 1e9);
      PingResult result = ping(40);
      System.out.println("slow line: " + result + ", round trip " + roundTrip());
      assertThat(roundTrip()).isBetween(Duration.ofMillis(700), Duration.ofMillis(1000));

      line.changeSourcePorts();
      left.rekeyChildren("peer");
      await().atMost(Duration.ofSeconds(30)).until(() -> ping(2).received() > 0);
      line.cut();
      assertThat(ping(5).received()).isZero();
      line.restore();
      await().atMost(Duration.ofSeconds(30)).until(() -> ping(2).received() > 0);
      System.out.printf("slow line: %d carried, %d lost%n", line.carried(), line.lost());
      assertThat(line.lost()).isPositive();
    }
  }

  @Test
  void forgedPackets_comeAtTheRateAskedFor_andATunnelStandsThem() {
    left.configure(toRight().pair(LEFT, RIGHT));
    right.configure(toLeft().fromAnywhere().pair(RIGHT, LEFT));
    left.initiate("peer");
    try (Attacker attacker = Attacker.on(wan)) {
      Sent flood = attacker.flood(right.address(), 5000, Duration.ofSeconds(5));
      System.out.printf("flood: %d in %s, %.0f/s%n", flood.packets(), flood.time(), flood.rate());
      assertThat(flood.rate()).isGreaterThan(2500);
      assertThat(right.logged("198.18.[0-9.]* is initiating an IKE_SA")).isPositive();
      for (Forgery forgery :
          List.of(Forgery.GARBAGE, Forgery.UNKNOWN_IKE_SA, Forgery.UNKNOWN_ESP)) {
        Sent sent =
            attacker.forge(
                forgery, left.address(), 4500, right.address(), 4500, 1000, Duration.ofSeconds(1));
        System.out.printf("forged %s: %.0f/s%n", forgery, sent.rate());
      }

      assertThat(right.isUp("peer")).isTrue();
      assertThat(ping(5).lost()).isZero();
    }
  }

  @Test
  void forgedPacket_comesFromTheAddressItPretends() {
    try (Attacker attacker = Attacker.on(wan)) {
      right.acceptOnlyFrom(left.address());

      forge(attacker, left.address());
      assertThat(right.refusedPackets()).isZero();
      forge(attacker, wan.segment().address(99));
      assertThat(right.refusedPackets()).isPositive();
    }
  }

  private void forge(Attacker attacker, String source) {
    attacker.forge(
        Forgery.UNKNOWN_ESP, source, 4500, right.address(), 4500, 100, Duration.ofSeconds(1));
  }

  private void connect(int version) {
    configure(version);
    left.initiate("peer");
  }

  private void configure(int version) {
    left.configure(toRight().version(version).pair(LEFT, RIGHT));
    right.configure(toLeft().version(version).pair(RIGHT, LEFT));
  }

  private DeviceConnection toRight() {
    return new DeviceConnection("peer", right.address(), KEY);
  }

  private DeviceConnection toLeft() {
    return new DeviceConnection("peer", left.address(), KEY);
  }

  private static DeviceConnection slow(SlowLine line, String local, String remote) {
    return new DeviceConnection("peer", line.address(), KEY).identities(local, remote);
  }

  private static DeviceConnection site(int i, String remote, String localId, String remoteId) {
    return new DeviceConnection("site" + i, remote, KEY + i).identities(localId, remoteId);
  }

  private static String prefix(int i) {
    return "192.168.%d.0/24".formatted(100 + i);
  }

  private PingResult ping(int count) {
    return left.ping(behindLeft, behindRight.address(), count).await();
  }

  private Duration roundTrip() {
    String said =
        behindLeft.shell(
            "ping -q -c 3 -I %s %s".formatted(behindLeft.address(), behindRight.address()));
    double millis = Double.parseDouble(said.replaceAll("(?s).*= [\\d.]+/([\\d.]+)/.*", "$1"));
    return Duration.ofMillis(Math.round(millis));
  }

  private static void print(String way, Transfer transfer) {
    System.out.printf("10 MB %s: %.2f s%n", way, transfer.time().toMillis() / 1000.0);
    assertThat(transfer.isIntact()).isTrue();
  }
}
