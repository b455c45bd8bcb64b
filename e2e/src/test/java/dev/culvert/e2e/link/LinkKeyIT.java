package dev.culvert.e2e.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.Condition;
import dev.culvert.crds.v1alpha1.ConnectionState;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.CulvertRelease;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Charon;
import dev.culvert.e2e.scenario.GatewayDocument;
import dev.culvert.e2e.scenario.KeySecret;
import dev.culvert.e2e.scenario.Link;
import dev.culvert.e2e.scenario.Ping;
import dev.culvert.e2e.scenario.Side;
import dev.culvert.operator.plan.Names;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Links whose owners give the key: the same on both sides, or else nothing, and never half. */
@ExtendWith(ClusterExtension.class)
class LinkKeyIT {
  private static final Duration LIMIT = Duration.ofSeconds(10);
  private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(5);
  private static final String KEY = "kC7wq2Zt9XbN4mLr8sVd1aPe";
  private static final String OTHER_KEY = "Zp4vT9hWq7Lx2sKc8nRj3bYd";

  private static Side left;
  private static Side right;
  private static KeySecret leftKey;
  private static KeySecret rightKey;
  private static List<String> processes;

  @BeforeAll
  static void createNetworks(TestCluster cluster) {
    left = Side.inNewNamespace(cluster, "left", 1);
    right = Side.inNewNamespace(cluster, "right", 2);
    leftKey = new KeySecret(left, "link-key");
    rightKey = new KeySecret(right, "link-key");
    left.createNetwork();
    right.createNetwork();
    left.connectTo(right);
    right.connectTo(left);
    new Link(left, right).awaitConnected();
    processes = processes();
    disconnect();
  }

  @AfterAll
  static void deleteNetworks() {
    new Link(left, right).delete();
  }

  @AfterEach
  void disconnectAndDeleteKeys() {
    assertThat(processes()).as("pods and charons").isEqualTo(processes);
    disconnect();
    leftKey.delete();
    rightKey.delete();
  }

  @Test
  void sameKeyOnBothSides_connects_andNoneIsGenerated() {
    connectWithKeys(KEY, KEY);

    awaitConnected(CONNECTED_WITHIN);
    assertThat(Ping.run(left, right, 5).lost()).isZero();
    assertThat(GatewayDocument.of(left)).contains(KEY);
    assertThat(GatewayDocument.of(right)).contains(KEY);
    assertThat(generatedKeys()).doesNotContain(keyOfTheLink());
  }

  @Test
  void keyOnOneSideOnly_isMissingOnBoth_andNeverGeneratedOver() {
    leftKey.set(KEY);
    left.connectTo(right, leftKey);
    right.connectTo(left);

    awaitReason(left, "SharedKeyMissing");
    awaitReason(right, "SharedKeyMissing");
    assertThat(ready(left)).contains("the other one has none");
    assertThat(ready(right)).contains("give the same key here");
    await("no tunnel, and no key is generated")
        .during(Duration.ofSeconds(2))
        .atMost(LIMIT)
        .until(() -> isDown() && !generatedKeys().contains(keyOfTheLink()));

    rightKey.set(KEY);
    giveKey(right, left, rightKey);
    System.out.printf(
        "key given on the other side: connected after %s%n", awaitConnected(CONNECTED_WITHIN));
    assertThat(generatedKeys()).doesNotContain(keyOfTheLink());
  }

  @Test
  void keyGivenInPlaceOfTheGeneratedOne_theTunnelStays_andTheNextOneUsesIt() {
    left.connectTo(right);
    right.connectTo(left);
    awaitConnected(LIMIT);
    assertThat(generatedKeys()).contains(keyOfTheLink());
    Map<String, String> spis = awaitOneTunnel();
    Ping ping = Ping.underWay(left, right, 8 * Ping.RATE);

    leftKey.set(KEY);
    giveKey(left, right, leftKey);
    awaitReason(left, "SharedKeyMissing");
    awaitReason(right, "SharedKeyMissing");
    assertIsUp(left, right);
    assertIsUp(right, left);

    rightKey.set(KEY);
    giveKey(right, left, rightKey);
    awaitReason(left, "Connected");
    awaitReason(right, "Connected");
    await("both use the given key")
        .atMost(LIMIT)
        .until(
            () -> Stream.of(left, right).allMatch(side -> GatewayDocument.of(side).contains(KEY)));
    assertThat(ping.await().lost()).isZero();
    assertThat(left.spisTowards(right)).isEqualTo(spis);

    reconnect();
    awaitConnected(CONNECTED_WITHIN);
  }

  @Test
  void keyChangedOnOneSide_isNamedAtTheNextConnect_andConnectsOnceOnBoth() {
    connectWithKeys(KEY, KEY);
    awaitConnected(LIMIT);
    Map<String, String> spis = awaitOneTunnel();

    leftKey.set(OTHER_KEY);
    await("left is to use the other key")
        .atMost(LIMIT)
        .until(() -> GatewayDocument.of(left).contains(OTHER_KEY));
    assertThat(Ping.run(left, right, 10).lost()).isZero();
    assertThat(left.spisTowards(right)).isEqualTo(spis);

    reconnect();
    Set<String> mismatch = Set.of("PskMismatch", "RejectedByPeer");
    await("both sides name the mismatch")
        .atMost(LIMIT)
        .until(() ->
            mismatch.contains(left.reasonTowards(right))
                && mismatch.contains(right.reasonTowards(left)));

    rightKey.set(OTHER_KEY);
    System.out.printf(
        "the same key on both sides again: connected after %s%n", awaitConnected(CONNECTED_WITHIN));
  }

  @Test
  void keyRemovedOnOneSide_theTunnelStays_andThatSideAloneIsToldOfIt() {
    connectWithKeys(KEY, KEY);
    awaitConnected(LIMIT);
    Map<String, String> spis = awaitOneTunnel();

    leftKey.delete();
    awaitReason(left, "SharedKeyMissing");
    assertThat(condition(left, right, "ResolvedRefs").status()).isEqualTo("False");
    assertThat(condition(left, right, "Stalled").status()).isEqualTo("True");
    assertIsUp(left, right);
    assertThat(Ping.run(left, right, 10).lost()).isZero();
    assertThat(left.spisTowards(right)).isEqualTo(spis);
    assertThat(right.reasonTowards(left)).isEqualTo("Connected");

    leftKey.set(KEY);
    awaitReason(left, "Connected");
  }

  private static void connectWithKeys(String atLeft, String atRight) {
    leftKey.set(atLeft);
    rightKey.set(atRight);
    left.connectTo(right, leftKey);
    right.connectTo(left, rightKey);
  }

  private static void giveKey(Side from, Side to, KeySecret key) {
    patch(from, to, "{\"sharedKey\":{\"secretRef\":{\"name\":\"" + key.name() + "\"}}}");
  }

  private static void reconnect() {
    patch(left, right, "{\"desiredState\":\"Disconnected\"}");
    await("disconnected").atMost(LIMIT).until(LinkKeyIT::isDown);
    patch(left, right, "{\"desiredState\":\"Connected\"}");
  }

  private static void patch(Side from, Side to, String spec) {
    from.patch("gatewayconnection", "to-" + to.name(), spec);
  }

  private static void disconnect() {
    left.disconnectFrom(right);
    right.disconnectFrom(left);
  }

  private static Duration awaitConnected(Duration limit) {
    long start = System.nanoTime();
    await("both sides connected")
        .atMost(limit)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> left.isConnectedTo(right) && right.isConnectedTo(left));
    return Duration.ofMillis((System.nanoTime() - start) / 1_000_000);
  }

  /** Where both ends have started, one of the two tunnels goes soon. */
  private static Map<String, String> awaitOneTunnel() {
    return await("one tunnel")
        .atMost(LIMIT)
        .until(() -> left.spisTowards(right), found -> found.size() == 1);
  }

  private static void awaitReason(Side side, String reason) {
    await(side.name() + " says " + reason)
        .atMost(LIMIT)
        .until(() -> side.reasonTowards(other(side)).equals(reason));
  }

  private static Side other(Side side) {
    return side.equals(left) ? right : left;
  }

  private static String ready(Side side) {
    return condition(side, other(side), "Ready").message();
  }

  private static Condition condition(Side from, Side to, String type) {
    return from.statusTowards(to).conditions().stream()
        .filter(condition -> condition.type().equals(type))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no condition " + type));
  }

  private static void assertIsUp(Side from, Side to) {
    assertThat(condition(from, to, "Connected").status()).isEqualTo("True");
    assertThat(from.statusTowards(to).state()).isEqualTo(ConnectionState.CONNECTED);
  }

  private static boolean isDown() {
    return !left.isConnectedTo(right) && !right.isConnectedTo(left);
  }

  /** The name of the Secret that a generated key of the link would be in. */
  private static String keyOfTheLink() {
    return Names.linkSecret(uid(left, right), uid(right, left));
  }

  private static String uid(Side from, Side to) {
    return from.cluster()
        .kubectl(
            "get",
            "gatewayconnection",
            "to-" + to.name(),
            "--namespace=" + from.namespace(),
            "--output=jsonpath={.metadata.uid}");
  }

  private static List<String> generatedKeys() {
    return left
        .cluster()
        .client()
        .secrets()
        .inNamespace(CulvertRelease.NAMESPACE)
        .withLabel("culvert.dev/link", "true")
        .list()
        .getItems()
        .stream()
        .map(secret -> secret.getMetadata().getName())
        .toList();
  }

  /** Pod and charon of both gateways. */
  private static List<String> processes() {
    return Stream.of(left, right)
        .map(side -> side.pod().getMetadata().getUid() + " " + Charon.process(side))
        .toList();
  }
}
