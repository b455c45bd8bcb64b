package dev.culvert.e2e.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.Condition;
import dev.culvert.crds.v1alpha1.DesiredState;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.crds.v1alpha1.VirtualNetworkSpec;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Link;
import dev.culvert.e2e.scenario.Ping;
import dev.culvert.e2e.scenario.Side;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ClusterExtension.class)
class BadInputIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int BASIC_TUNNELS = 10;

  private Operator operator;
  private int restartsBefore;

  @BeforeEach
  void lookAtTheOperator(TestCluster cluster) {
    cluster.culvert();
    operator = Operator.of(cluster);
    restartsBefore = operator.restarts();
  }

  @AfterEach
  void operatorNeverRestarted() {
    assertThat(operator.restarts()).isEqualTo(restartsBefore);
  }

  @Test
  void connectionOfANetworkThatIsNotThere_saysSo(TestCluster cluster) {
    Side absent = Side.inNewNamespace(cluster, "absent", 1);
    Side other = new Side(cluster, absent.namespace(), "other", 2);
    absent.connectTo(other);

    awaitRefusal(
        absent, other, "VirtualNetworkNotFound", "VirtualNetwork \"absent\" does not exist");
    absent.delete();
  }

  @Test
  void connectionOfANetworkWithoutGateway_saysSo(TestCluster cluster) {
    Side side = Side.inNewNamespace(cluster, "plain", 1);
    Side other = new Side(cluster, side.namespace(), "other", 2);
    VirtualNetwork network = side.network(List.of(side.prefix()));
    var spec = network.getSpec();
    network.setSpec(
        new VirtualNetworkSpec(spec.location(), spec.addressSpace(), spec.subnets(), null));
    cluster.client().resource(network).create();
    side.connectTo(other);

    awaitRefusal(side, other, "GatewayMissing", "has no gateway; give it spec.gateway");
    side.delete();
  }

  @Test
  void connectionToItsOwnNetwork_byItsFullName_isRefused(TestCluster cluster) {
    Side side = Side.inNewNamespace(cluster, "self", 1);
    side.createNetwork();
    side.connectTo(side);

    awaitRefusal(side, side, "RemoteIsSelf", "cannot be connected to itself");
    side.delete();
  }

  @Test
  void secondConnectionOfOnePair_isRefused_andTheFirstStays(TestCluster cluster) {
    Link link = Link.connected(cluster);
    GatewayConnection second = link.left().connection(link.right(), DesiredState.CONNECTED);
    second.getMetadata().setName("again");
    cluster.client().resource(second).create();

    await("the second is refused")
        .atMost(LIMIT)
        .untilAsserted(() -> {
          GatewayConnection present = cluster.client().resource(second).require();
          assertThat(present.getStatus()).isNotNull();
          List<Condition> conditions = present.getStatus().conditions();
          assertThat(ready(conditions).reason()).isEqualTo("DuplicateConnection");
          assertThat(ready(conditions).message())
              .contains("GatewayConnection \"to-right\" already joins");
        });
    link.awaitConnected();
    assertThat(Ping.run(link.left(), link.right(), 5).lost()).isZero();
    link.delete();
  }

  @Test
  void eleventhConnection_isRefused_andTheTenAreNot(TestCluster cluster) {
    Link link = Link.connected(cluster);
    Side side = link.left();
    List<Side> others =
        IntStream.range(0, BASIC_TUNNELS - 1)
            .mapToObj(i -> new Side(cluster, side.namespace(), "other" + i, 100 + i))
            .toList();
    others.forEach(side::connectTo);
    others.forEach(other -> awaitReason(side, other, "PeerConnectionMissing"));
    Side eleventh = new Side(cluster, side.namespace(), "eleventh", 200);

    side.connectTo(eleventh);

    awaitRefusal(side, eleventh, "TooManyTunnels", "carries at most 10 tunnels");
    others.forEach(
        other -> assertThat(side.reasonTowards(other)).isEqualTo("PeerConnectionMissing"));
    link.awaitConnected();
    link.delete();
  }

  @Test
  void twoNetworksOfOnePrefix_areNotBothConnectedToAThird(TestCluster cluster) {
    Link link = Link.connected(cluster);
    Side twin = Side.inNewNamespace(cluster, "twin", link.right().octet());
    twin.createNetwork();
    twin.connectTo(link.left());
    link.left().connectTo(twin);

    awaitRefusal(link.left(), twin, "Overlap", "10.2.0.0/16");
    link.awaitConnected();
    assertThat(Ping.run(link.left(), link.right(), 5).lost()).isZero();
    twin.delete();
    link.delete();
  }

  @Test
  void namesAtTheLimit_areServed(TestCluster cluster) {
    Side longest = Side.inNewNamespace(cluster, "n".repeat(50), 3);
    Side network253 = new Side(cluster, longest.namespace(), "v".repeat(253), 3);
    network253.createNetwork();
    Side left = new Side(cluster, longest.namespace(), "w".repeat(250), 1);
    Side right = Side.inNewNamespace(cluster, "right", 2);
    Link link = new Link(left, right);
    left.createNetwork();
    right.createNetwork();
    left.connectTo(right);
    right.connectTo(left); // the connection has a name of 253 characters

    link.awaitConnected();
    await("a gateway for a name of 253 characters")
        .atMost(LIMIT)
        .untilAsserted(() -> {
          VirtualNetwork network =
              cluster
                  .client()
                  .resources(VirtualNetwork.class)
                  .inNamespace(network253.namespace())
                  .withName(network253.name())
                  .require();
          assertThat(ready(network.getStatus().conditions()).status()).isEqualTo("True");
          assertThat(network.getStatus().gateway().address()).isNotEmpty();
        });
    assertThat(Ping.run(left, right, 5).lost()).isZero();
    link.delete();
  }

  @Test
  void sixtyFourPrefixesOnBothSides_areConnected(TestCluster cluster) {
    Link link =
        new Link(Side.inNewNamespace(cluster, "left", 1), Side.inNewNamespace(cluster, "right", 2));
    link.left().createNetwork(prefixes(link.left(), 172, 16));
    link.right().createNetwork(prefixes(link.right(), 172, 17));
    link.left().connectTo(link.right());
    link.right().connectTo(link.left());

    link.awaitConnected();

    assertThat(link.left().statusTowards(link.right()).childSas())
        .singleElement()
        .satisfies(child -> {
          assertThat(child.localPrefixes()).hasSize(64);
          assertThat(child.remotePrefixes()).hasSize(64);
        });
    assertThat(Ping.run(link.left(), link.right(), 10).lost()).isZero();
    link.delete();
  }

  /** The network's own prefix and 63 that do not touch one another. */
  private static List<String> prefixes(Side side, int first, int second) {
    return Stream.concat(
            Stream.of(side.prefix()),
            IntStream.range(0, 63).mapToObj(i -> "%d.%d.%d.0/25".formatted(first, second, 4 * i)))
        .toList();
  }

  /** Waits for the refusal, and sees that it is a sentence, that nothing loops. */
  private void awaitRefusal(Side from, Side to, String reason, String words) {
    awaitReason(from, to, reason);
    List<Condition> conditions = from.statusTowards(to).conditions();
    assertThat(ready(conditions)).returns("False", Condition::status);
    assertThat(ready(conditions).message()).contains(words).endsWith(".");
    assertThat(conditions)
        .filteredOn(condition -> condition.type().equals("Stalled"))
        .singleElement()
        .returns("True", Condition::status)
        .returns(reason, Condition::reason);
    assertThat(conditions)
        .allSatisfy(condition ->
            assertThat(condition.message()).doesNotContain("Exception", "\tat ", "null"));
    assertThat(operator.isCalm()).as("the operator is calm").isTrue();
    String version = version(from, to);
    await("the object is left alone")
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(6))
        .until(() -> version(from, to).equals(version));
  }

  private static void awaitReason(Side from, Side to, String reason) {
    await(from.name() + " to " + to.name() + ": " + reason)
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(from.reasonTowards(to)).isEqualTo(reason));
  }

  private static String version(Side from, Side to) {
    return from.cluster()
        .client()
        .resource(from.connection(to, DesiredState.CONNECTED))
        .require()
        .getMetadata()
        .getResourceVersion();
  }

  private static Condition ready(List<Condition> conditions) {
    return conditions.stream()
        .filter(condition -> condition.type().equals("Ready"))
        .findFirst()
        .orElseThrow();
  }
}
