package dev.culvert.e2e.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.Condition;
import dev.culvert.crds.v1alpha1.ConnectionState;
import dev.culvert.crds.v1alpha1.NetworkState;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Link;
import dev.culvert.e2e.scenario.Member;
import dev.culvert.e2e.scenario.Ping;
import dev.culvert.e2e.scenario.Side;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ClusterExtension.class)
class CleanupIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** And with it what nodes have as soon as there is any pod. */
  @BeforeEach
  void install(TestCluster cluster) {
    cluster.culvert();
  }

  @Test
  void bothNamespacesDeletedAtOnce_leaveNothing_alsoOfPodsOnTheNetworks(TestCluster cluster) {
    NodeTraces nodes = NodeTraces.of(cluster);
    Link link = Link.connected(cluster);
    Member.on(link.left(), "web", cluster.node().name());
    Member.on(link.right(), "web", cluster.node().name());
    assertThat(NodeTraces.of(cluster).lines())
        .as("what is looked for is seen while it is there")
        .anyMatch(line -> line.contains(" link culvert"))
        .anyMatch(line -> line.contains(": vnet0@"))
        .anyMatch(line -> line.contains("nft table inet culvert_nodes"));
    Traces left = Traces.of(link.left());
    Traces right = Traces.of(link.right());

    link.delete();

    Traces.awaitGone(cluster, link.left().namespace());
    Traces.awaitGone(cluster, link.right().namespace());
    left.awaitGone();
    right.awaitGone();
    nodes.awaitAgain();
  }

  @Test
  void oneNamespaceDeleted_goesWhole_andTheOtherSideSaysWhoIsMissing(TestCluster cluster) {
    Link link = Link.connected(cluster);
    Traces left = Traces.of(link.left());
    Traces right = Traces.of(link.right());

    link.left().delete();

    Traces.awaitGone(cluster, link.left().namespace());
    left.awaitGone();
    await("the side that stays is not connected")
        .atMost(LIMIT)
        .until(
            () -> link.right().statusTowards(link.left()).state() == ConnectionState.NOT_CONNECTED);
    assertThat(link.right().reasonTowards(link.left())).isEqualTo("PeerConnectionMissing");
    link.right().delete();
    Traces.awaitGone(cluster, link.right().namespace());
    right.awaitGone();
  }

  @Test
  void networkDeletedBeforeItsConnection_staysConnected_saysWhatItWaitsFor_andGoesWithIt(
      TestCluster cluster) {
    Link link = Link.connected(cluster);
    Traces left = Traces.of(link.left());
    Side side = link.left();

    network(side).delete();

    await("the network says what its deletion waits for")
        .atMost(LIMIT)
        .untilAsserted(() ->
            assertThat(ready(network(side).require()))
                .returns("False", Condition::status)
                .returns("WaitingForConnections", Condition::reason)
                .returns(
                    "Deletion waits for GatewayConnections: to-right. Delete them.",
                    Condition::message));
    assertThat(network(side).require().getStatus().state()).isEqualTo(NetworkState.DELETING);
    assertThat(Ping.run(side, link.right(), 10).lost()).isZero();

    side.disconnectFrom(link.right());

    await("the network is gone").atMost(LIMIT).until(() -> network(side).get() == null);
    left.awaitGone();
    link.delete();
  }

  @Test
  void everythingDeleted_leavesNothing_thoughTheNamespacesAndTheirPodsStay(TestCluster cluster) {
    NodeTraces nodes = NodeTraces.of(cluster);
    Link link = Link.connected(cluster);
    Member member = Member.on(link.left(), "web", cluster.node().name());
    Traces left = Traces.of(link.left());
    Traces right = Traces.of(link.right());

    link.left().disconnectFrom(link.right());
    link.right().disconnectFrom(link.left());
    network(link.left()).delete();
    network(link.right()).delete();

    await("both networks are gone")
        .atMost(LIMIT)
        .until(() -> network(link.left()).get() == null && network(link.right()).get() == null);
    left.awaitGone();
    right.awaitGone();
    nodes.awaitAgain();
    assertThat(member.shell("ip route"))
        .doesNotContain("vnet0")
        .contains("unreachable " + link.left().prefix())
        .contains("unreachable " + link.right().prefix());
    link.delete();
  }

  private static Resource<VirtualNetwork> network(Side side) {
    return side.cluster()
        .client()
        .resources(VirtualNetwork.class)
        .inNamespace(side.namespace())
        .withName(side.name());
  }

  private static Condition ready(VirtualNetwork network) {
    return network.getStatus().conditions().stream()
        .filter(condition -> condition.type().equals("Ready"))
        .findFirst()
        .orElseThrow();
  }
}
