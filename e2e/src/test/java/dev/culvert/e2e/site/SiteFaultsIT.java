package dev.culvert.e2e.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.crds.v1alpha1.Condition;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.ClusterPair;
import dev.culvert.e2e.scenario.KeySecret;
import dev.culvert.e2e.scenario.SiteConnection;
import dev.culvert.e2e.scenario.SitePair;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Mistakes of users with addresses and keys: what the connection says of each, how soon, and how
 * soon it is connected when the mistake is mended.
 */
@ExtendWith(ClusterExtension.class)
class SiteFaultsIT {
  private static final Duration CLEAR_WITHIN = Duration.ofSeconds(10);
  private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(5);
  private static final String PLACEHOLDER = "192.0.2.1";
  private static final String OTHER_KEY = "Zp4vT9hWq7Lx2sKc8nRj3bYd";

  private static SitePair pair;

  @BeforeAll
  static void createNetworks(ClusterPair clusters) {
    pair = SitePair.create(clusters);
  }

  @AfterAll
  static void deleteNetworks() {
    pair.close();
  }

  @BeforeEach
  void createSitesAndKeys() {
    pair.createSitesAndKeys();
  }

  @AfterEach
  void disconnect() {
    pair.disconnect();
  }

  @Test
  void placeholderAddress_isNamed_andTheRealOneConnects() {
    address(pair.east(), PLACEHOLDER);
    address(pair.west(), PLACEHOLDER);
    pair.connect();
    Duration clear = pair.awaitReason("NoAnswer", CLEAR_WITHIN);
    for (SiteConnection side : pair.both()) {
      assertThat(side.status().remote()).isNotNull();
      assertThat(side.status().remote().address()).isEqualTo(PLACEHOLDER);
      assertThat(message(side)).contains("address", "UDP");
    }

    address(pair.east(), pair.westAddress());
    pair.west().awaitReason("NoAnswer", CLEAR_WITHIN);
    Duration repaired = repair(() -> address(pair.west(), pair.eastAddress()));
    print("placeholder", clear, repaired);
  }

  @Test
  void swappedAddresses_areNamed_andConnectOnceSwappedBack() {
    address(pair.east(), pair.eastAddress());
    address(pair.west(), pair.westAddress());
    pair.connect();
    Duration clear = pair.awaitReason("GatewayAddressIsOwn", CLEAR_WITHIN);
    for (SiteConnection side : pair.both()) {
      assertThat(message(side)).contains("other side's gateway", "swapped");
      assertThat(isTrue(side, "Stalled")).isTrue();
    }

    Duration repaired =
        repair(() -> {
          address(pair.east(), pair.westAddress());
          address(pair.west(), pair.eastAddress());
        });
    print("swapped addresses", clear, repaired);
  }

  @Test
  void differentKeys_areNamed_andConnectOnceTheyAreTheSame() {
    pair.west().setKey(OTHER_KEY);
    pair.connect();
    Duration clear = awaitReasons(Set.of("PskMismatch", "RejectedByPeer"));
    for (SiteConnection side : pair.both()) {
      assertThat(message(side)).contains("key", "both");
    }
    Duration sure = pair.awaitReason("PskMismatch", CLEAR_WITHIN);

    Duration repaired = repair(() -> pair.west().setKey(SiteConnection.KEY));
    print(
        "different keys (PskMismatch on both after a further " + seconds(sure) + ")",
        clear,
        repaired);
  }

  @Test
  void missingSecret_isNamed_andConnectsOnceItIsThere() {
    pair.east().deleteKey();
    pair.connect();
    Duration clear = pair.east().awaitReason("SharedKeyMissing", CLEAR_WITHIN);
    assertThat(message(pair.east()))
        .contains(pair.east().key().name(), "culvert.dev/shared-key=true", "create it");
    assertThat(isTrue(pair.east(), "Stalled")).isTrue();
    Duration other = pair.west().awaitReason("RejectedByPeer", CLEAR_WITHIN);
    assertThat(message(pair.west())).contains("not set up");

    Duration repaired = repair(() -> pair.east().setKey(SiteConnection.KEY));
    print(
        "missing Secret (the other side after a further " + seconds(other) + ")", clear, repaired);
  }

  @Test
  void unlabelledSecret_isNotRead_andConnectsOnceItIsLabelledAsTheMessageSays() {
    pair.east().key().set(KeySecret.ENTRY, SiteConnection.KEY, Map.of("app", "vpn"));
    pair.connect();
    Duration clear = pair.east().awaitReason("SharedKeyMissing", CLEAR_WITHIN);
    String label =
        "kubectl label secret %s culvert.dev/shared-key=true".formatted(pair.east().key().name());
    assertThat(message(pair.east())).contains(label);

    Duration repaired = repair(() -> pair.east().key().label());
    print("unlabelled Secret", clear, repaired);
  }

  private static void address(SiteConnection connection, String address) {
    connection.patchSite("{\"gatewayAddress\":\"" + address + "\"}");
  }

  private static Duration repair(Runnable mend) {
    long start = System.nanoTime();
    mend.run();
    pair.awaitConnected(CONNECTED_WITHIN);
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    assertThat(time).isLessThanOrEqualTo(CONNECTED_WITHIN);
    return time;
  }

  private static Duration awaitReasons(Set<String> reasons) {
    long start = System.nanoTime();
    Awaitility.await("both sides say one of " + reasons)
        .atMost(CLEAR_WITHIN)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> pair.both().stream().allMatch(side -> reasons.contains(side.reason())));
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static String message(SiteConnection connection) {
    return connection.condition("Ready").map(Condition::message).orElse("");
  }

  private static boolean isTrue(SiteConnection connection, String condition) {
    return connection.condition(condition).filter(c -> c.status().equals("True")).isPresent();
  }

  private static void print(String fault, Duration clear, Duration repaired) {
    System.out.printf(
        "%s: named after %s, connected %s after its repair%n",
        fault, seconds(clear), seconds(repaired));
  }

  private static String seconds(Duration time) {
    return "%.1f s".formatted(time.toMillis() / 1000.0);
  }
}
