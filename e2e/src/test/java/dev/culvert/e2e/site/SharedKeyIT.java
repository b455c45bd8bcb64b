package dev.culvert.e2e.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.Condition;
import dev.culvert.crds.v1alpha1.ConnectionState;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.ClusterPair;
import dev.culvert.e2e.scenario.Charon;
import dev.culvert.e2e.scenario.GatewayDocument;
import dev.culvert.e2e.scenario.Ping;
import dev.culvert.e2e.scenario.PingResult;
import dev.culvert.e2e.scenario.SiteConnection;
import dev.culvert.e2e.scenario.SitePair;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Keys of a site that change while its tunnel is up: the tunnel stays whatever becomes of the key,
 * the next one is made with the new key, and nothing of the gateways is made anew.
 */
@ExtendWith(ClusterExtension.class)
class SharedKeyIT {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration NOTICED_WITHIN = Duration.ofSeconds(30);
  private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(5);
  private static final String OTHER_KEY = "Zp4vT9hWq7Lx2sKc8nRj3bYd";

  private static SitePair pair;
  private static List<String> processes;

  private Map<String, String> spis = Map.of();

  @BeforeAll
  static void connectNetworks(ClusterPair clusters) {
    pair = SitePair.create(clusters);
    pair.createSitesAndKeys();
    pair.connect();
    pair.awaitConnected(Duration.ofSeconds(20));
    processes = processes();
  }

  @AfterAll
  static void deleteNetworks() {
    pair.close();
  }

  @BeforeEach
  void connectWithTheSameKey() {
    pair.both().forEach(side -> side.setKey(SiteConnection.KEY));
    pair.both().forEach(side -> awaitKey(side, SiteConnection.KEY));
    pair.awaitConnected(Duration.ofSeconds(20));
    // Where both ends have started, one of the two tunnels goes soon; where one end has dropped the
    // other's in silence (INITIAL_CONTACT), that one notices after up to 18.5 s.
    await("one tunnel")
        .atMost(NOTICED_WITHIN)
        .until(() -> pair.both().stream().allMatch(side -> side.spis().size() == 1));
    spis = pair.east().spis();
  }

  @AfterEach
  void nothingOfTheGatewaysIsMadeAnew() {
    assertThat(processes()).isEqualTo(processes);
  }

  @Test
  void keyChangedOnOneSide_theTunnelStays_andAReconnectNamesTheMismatch() {
    Ping ping = Ping.underWay(pair.east().side(), pair.west().side(), 3 * Ping.RATE);
    change(pair.east(), OTHER_KEY);
    assertThat(ping.await().lost()).isZero();
    assertTunnelStays();

    reconnect(pair.east());
    Set<String> mismatch = Set.of("PskMismatch", "RejectedByPeer");
    await("both sides name the mismatch")
        .atMost(LIMIT)
        .until(() -> pair.both().stream().allMatch(side -> mismatch.contains(side.reason())));
    pair.both().forEach(side -> assertThat(message(side, "Ready")).contains("key"));

    long start = System.nanoTime();
    pair.west().setKey(OTHER_KEY);
    pair.awaitConnected(CONNECTED_WITHIN);
    print("the other side given the same key", start);
  }

  @Test
  void keyChangedOnBothSides_losesNoPacket_andTheNextTunnelUsesIt() {
    Ping ping = Ping.underWay(pair.east().side(), pair.west().side(), 5 * Ping.RATE);
    change(pair.east(), OTHER_KEY);
    change(pair.west(), OTHER_KEY);
    PingResult result = ping.await();
    System.out.printf("key changed on both sides: %s%n", result);
    assertThat(result.lost()).isZero();
    assertTunnelStays();

    long start = reconnect(pair.east());
    pair.awaitConnected(CONNECTED_WITHIN);
    print("reconnected with the changed key", start);
    assertThat(pair.east().spis().keySet()).noneMatch(spis::containsKey);
  }

  @Test
  void keyRemoved_theTunnelStays_andAPersonMustAct() {
    pair.east().deleteKey();

    pair.east().awaitReason("SharedKeyMissing", LIMIT);
    assertThat(condition(pair.east(), "ResolvedRefs").status()).isEqualTo("False");
    assertThat(condition(pair.east(), "ResolvedRefs").reason()).isEqualTo("SharedKeyMissing");
    assertThat(condition(pair.east(), "Stalled").status()).isEqualTo("True");
    assertThat(message(pair.east(), "Ready")).contains("goes on");
    assertTunnelStays();

    pair.east().setKey(SiteConnection.KEY);
    pair.east().awaitReason("Connected", LIMIT);
    assertThat(condition(pair.east(), "Stalled").status()).isEqualTo("False");
    assertTunnelStays();
  }

  @Test
  void unusableKeys_areRefused_andTheTunnelStays() {
    Map<String, String> said =
        Map.of(
            "7chars!",
            "has 7 characters",
            "k".repeat(129),
            "has 129 characters",
            "tab\tin-the-middle",
            "character number 4",
            "schl\u00fcssel-schl\u00fcssel",
            "character number 5");
    said.forEach((key, words) -> {
      pair.east().setKey(key);
      await(words)
          .atMost(LIMIT)
          .until(() ->
              pair.east().reason().equals("SharedKeyInvalid")
                  && message(pair.east(), "Ready").contains(words));
      assertThat(message(pair.east(), "Ready")).contains("8 to 128").doesNotContain(key);
      assertThat(condition(pair.east(), "ResolvedRefs").status()).isEqualTo("False");
      assertThat(condition(pair.east(), "Stalled").status()).isEqualTo("True");
      assertTunnelStays();
    });
  }

  @Test
  void newlineAtTheEnd_isDropped_andSaid() {
    pair.east().setKey(OTHER_KEY + "\n");
    change(pair.west(), OTHER_KEY);
    awaitWarning(pair.east(), "NewlineDropped");
    assertThat(message(pair.east(), "NewlineDropped")).contains("without it");

    reconnect(pair.east());
    pair.awaitConnected(CONNECTED_WITHIN);
    assertThat(pair.east().condition("NewlineDropped")).isPresent();
    assertThat(pair.west().condition("NewlineDropped")).isEmpty();

    pair.east().setKey(OTHER_KEY);
    awaitNoWarning(pair.east(), "NewlineDropped");
  }

  @Test
  void weakKey_connects_andIsWarnedOfUntilAStrongOneIsSet() {
    change(pair.east(), "passw0rd");
    change(pair.west(), "passw0rd");
    pair.both().forEach(side -> awaitWarning(side, "WeakKey"));
    assertThat(message(pair.east(), "WeakKey")).contains("22").doesNotContain("passw0rd");

    reconnect(pair.east());
    pair.awaitConnected(CONNECTED_WITHIN);
    assertThat(pair.both()).allMatch(side -> side.condition("WeakKey").isPresent());

    pair.both().forEach(side -> side.setKey(OTHER_KEY));
    pair.both().forEach(side -> awaitNoWarning(side, "WeakKey"));
    assertThat(pair.both()).allMatch(SiteConnection::isConnected);
  }

  @Test
  void anotherEntryOfTheSecret_isUsedWhereTheConnectionNamesIt() {
    entry(pair.east(), "psk");
    pair.east().awaitReason("SharedKeyMissing", LIMIT);
    assertThat(message(pair.east(), "Ready")).contains("\"psk\"", "[sharedKey]");
    assertTunnelStays();

    pair.east().key().set("psk", OTHER_KEY);
    pair.west().setKey(OTHER_KEY);
    awaitKey(pair.east(), OTHER_KEY);
    awaitKey(pair.west(), OTHER_KEY);
    pair.east().awaitReason("Connected", LIMIT);
    reconnect(pair.east());
    pair.awaitConnected(CONNECTED_WITHIN);
    entry(pair.east(), "sharedKey");
  }

  /** Replaces the key and waits until the gateway's document has it. */
  private static void change(SiteConnection side, String key) {
    side.setKey(key);
    awaitKey(side, key);
  }

  private static void awaitKey(SiteConnection side, String key) {
    await(side.side().namespace() + "'s gateway is to use the key")
        .atMost(LIMIT)
        .until(() -> GatewayDocument.of(side.side()).contains(key));
  }

  /** For some seconds, in which the gateway is told whatever there is to tell. */
  private void assertTunnelStays() {
    await("the tunnel stays")
        .during(Duration.ofSeconds(1))
        .atMost(LIMIT)
        .until(() -> pair.east().isConnected() || isUpThough(pair.east()));
    assertThat(pair.east().spis()).isEqualTo(spis);
    assertThat(Ping.run(pair.east().side(), pair.west().side(), 3).lost()).isZero();
  }

  private static boolean isUpThough(SiteConnection side) {
    return condition(side, "Connected").status().equals("True");
  }

  private static long reconnect(SiteConnection side) {
    side.patchConnection("{\"desiredState\":\"Disconnected\"}");
    await("disconnected")
        .atMost(LIMIT)
        .until(() -> side.status().state() == ConnectionState.DISCONNECTED);
    await("the other side has seen it")
        .atMost(LIMIT)
        .until(() -> pair.both().stream().noneMatch(SiteConnection::isConnected));
    long start = System.nanoTime();
    side.patchConnection("{\"desiredState\":\"Connected\"}");
    return start;
  }

  private static void entry(SiteConnection side, String entry) {
    side.patchConnection("{\"sharedKey\":{\"secretRef\":{\"key\":\"" + entry + "\"}}}");
  }

  private static void awaitWarning(SiteConnection side, String warning) {
    await(warning)
        .atMost(LIMIT)
        .until(() -> side.condition(warning).filter(c -> c.status().equals("True")).isPresent());
  }

  private static void awaitNoWarning(SiteConnection side, String warning) {
    await("no " + warning).atMost(LIMIT).until(() -> side.condition(warning).isEmpty());
  }

  private static Condition condition(SiteConnection side, String type) {
    return side.condition(type).orElseThrow(() -> new AssertionError("no condition " + type));
  }

  private static String message(SiteConnection side, String type) {
    return condition(side, type).message();
  }

  /** Pod and charon of both gateways. */
  private static List<String> processes() {
    return pair.both().stream()
        .map(SiteConnection::side)
        .map(side -> side.pod().getMetadata().getUid() + " " + Charon.process(side))
        .toList();
  }

  private static void print(String what, long start) {
    System.out.printf(
        "%s: connected after %.1f s%n", what, (System.nanoTime() - start) / 1_000_000_000.0);
  }
}
