package dev.culvert.e2e.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Charon;
import dev.culvert.e2e.scenario.Ping;
import dev.culvert.e2e.scenario.PingResult;
import dev.culvert.e2e.scenario.Transfer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is promised of a connection to a device, whoever has made it and wherever it is. */
@ExtendWith(ClusterExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DevicePromises {
  /** Detection takes 18.5 s at most (DPD after 10 s, 17 transmissions in 8.5 s). */
  private static final Duration DETECTION_LIMIT = Duration.ofSeconds(30);

  private static final Duration BACK_LIMIT = Duration.ofSeconds(40);
  private static final Duration REKEY_LIMIT = Duration.ofSeconds(20);
  private static final Duration FORGOTTEN_LIMIT = Duration.ofSeconds(15);
  private static final int REKEYS = 10;

  /** What all tests of the class share. */
  protected Arrangement site;

  /** Creates network, site, connection and device; one of the two ends starts. */
  protected abstract Arrangement arrange(TestCluster cluster);

  /** Ends what {@link #arrange} has started besides. */
  protected void endSurroundings() {}

  /** How many echo requests the device may cost in ten rekeys of every SA. */
  protected int lostInRekeys() {
    return 0;
  }

  /** How long ten rekeys of every SA take. */
  protected int rekeySeconds() {
    return 25;
  }

  @BeforeAll
  void prepare(TestCluster cluster) {
    site = arrange(cluster);
    print("first connected", site.awaitConnected());
  }

  @BeforeEach
  void awaitConnected() {
    site.awaitConnected();
    site.untilAnswered();
  }

  @AfterAll
  void end() throws IOException {
    Path folder = Files.createDirectories(Path.of("target", "e2e-logs"));
    Files.writeString(
        folder.resolve(getClass().getSimpleName() + "-device.log"), site.peer().log());
    site.close();
    site.peer().close();
    endSurroundings();
  }

  @Test
  void tenMegabytes_passIntactEachWay() {
    Transfer out = Transfer.tenMegabytes(site.inside(), site.peer().hostBehind());
    Transfer back = Transfer.tenMegabytes(site.peer().hostBehind(), site.inside());

    print("10 MB to the device", out.time());
    print("10 MB from the device", back.time());
    assertThat(out).matches(Transfer::isIntact);
    assertThat(back).matches(Transfer::isIntact);
  }

  @Test
  void tenRekeysOfEverySa_fromEitherSideInTurn_loseNoPacket() {
    Ping ping = site.pingUnderWay(rekeySeconds() * Ping.RATE);

    long start = System.nanoTime();
    for (int round = 1; round <= REKEYS; round++) {
      boolean ours = round % 2 == 0;
      awaitRenewed(
          site.peer()::childSas,
          ours ? () -> Charon.rekeyChildren(site.connection()) : site.peer()::rekeyChildren);
      awaitRenewed(
          site.peer()::ikeSas,
          ours ? () -> Charon.rekeyIke(site.connection()) : site.peer()::rekeyIke);
    }

    print("10 rekeys of IKE_SA and CHILD_SAs", Duration.ofNanos(System.nanoTime() - start));
    PingResult result = ping.await();
    print("echo requests meanwhile", result);
    assertThat(result.lost()).isLessThanOrEqualTo(lostInRekeys());
  }

  @Test
  void deviceRestarted_trafficIsBackWithoutHelp() {
    site.peer().restart();

    Duration back = site.untilAnswered();
    print("device restarted, traffic back after", back);
    assertThat(back).isLessThan(BACK_LIMIT);
    site.awaitConnected();
  }

  @Test
  void deviceThatLosesItsSas_isNoticed_andTrafficIsBackWithoutHelp() {
    site.peer().loseSas();

    Duration back = site.untilAnswered();
    print("device lost its SAs, traffic back after", back);
    assertThat(back).isLessThan(BACK_LIMIT);
    site.awaitConnected();
  }

  @Test
  void frozenDevice_isNoticed_andThawedItIsConnectedAgain() {
    long start = System.nanoTime();
    site.peer().freeze();
    try {
      await("noticed")
          .atMost(DETECTION_LIMIT)
          .pollInterval(Duration.ofMillis(100))
          .until(() -> !site.connection().isConnected());
      print("device frozen, noticed after", Duration.ofNanos(System.nanoTime() - start));
      print("and said", site.connection().reason());
      await("said")
          .untilAsserted(
              () -> assertThat(site.connection().reason()).isIn("PeerTimeout", "NoAnswer"));
    } finally {
      site.peer().thaw();
    }

    print("thawed, traffic back after", site.untilAnswered());
    site.awaitConnected();
  }

  @Test
  void nodeThatForgetsItsConnections_hasTrafficBackWithinFifteenSeconds() {
    Ping ping = site.pingUnderWay(20 * Ping.RATE);

    site.cluster().node().flushConntrack();

    PingResult result = ping.await();
    print("node's conntrack flushed", result);
    assertThat(result.longestSilence()).isLessThan(FORGOTTEN_LIMIT);
  }

  protected final void print(String what, Object figure) {
    System.out.printf(
        "%s: %s: %s%n",
        getClass().getSimpleName(), what, figure instanceof Duration time ? seconds(time) : figure);
  }

  private static String seconds(Duration time) {
    return "%.2f s".formatted(time.toMillis() / 1000.0);
  }

  private static void awaitRenewed(Supplier<Set<String>> sas, Runnable rekey) {
    Set<String> before = sas.get();
    rekey.run();
    await("rekeyed")
        .atMost(REKEY_LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(sas::get, now -> now.size() == before.size() && Collections.disjoint(now, before));
  }
}
