package dev.culvert.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.crds.v1alpha1.ConnectionState;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Link;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ClusterExtension.class)
class OperatorReplicasIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  /** The leader election's, which nobody sets. */
  private static final Duration LEASE = Duration.ofSeconds(15);

  private static Link link;

  @BeforeAll
  static void twoReplicas(TestCluster cluster) {
    cluster.culvert().upgrade(Map.of("operator.replicas", 2));
    link = Link.connected(cluster);
  }

  @AfterAll
  static void oneReplica(TestCluster cluster) {
    link.delete();
    cluster.culvert().upgrade(Map.of("operator.replicas", 1));
  }

  @Test
  void leaderKilled_theNextChangeReachesTheGateways_andNoStatusFlaps(TestCluster cluster) {
    assertThat(timeToFollowAfter(OperatorPods::killLeader, "killed", cluster, 22))
        .isLessThan(LIMIT);
  }

  @Test
  void leaderToldToEnd_handsOverBeforeItsLeaseRunsOut_andNoStatusFlaps(TestCluster cluster) {
    assertThat(timeToFollowAfter(OperatorPods::stopLeader, "told to end", cluster, 24))
        .isLessThan(LEASE);
  }

  /** How long the change takes that follows what is done to the leader. */
  private static Duration timeToFollowAfter(
      Consumer<OperatorPods> fault, String name, TestCluster cluster, int octet) {
    OperatorPods operator = OperatorPods.of(cluster);
    operator.awaitReady(2);
    Duration withoutFault = timeToFollow("10." + octet + ".0.0/16");
    try (StateHistory left = StateHistory.of(link.left(), link.right());
        StateHistory right = StateHistory.of(link.right(), link.left())) {
      String leader = operator.leader();
      fault.accept(operator);

      Duration taken = timeToFollow("10." + (octet + 1) + ".0.0/16");

      Figures.print(
          "change after the leader was " + name + " followed after",
          Figures.seconds(taken),
          Figures.seconds(withoutFault));
      assertThat(operator.leader()).isNotEqualTo(leader);
      link.awaitConnected();
      assertThat(left.states()).containsExactly(ConnectionState.CONNECTED);
      assertThat(right.states()).containsExactly(ConnectionState.CONNECTED);
      return taken;
    }
  }

  /** How long it takes until the left side's tunnel leads to a prefix that the right side adds. */
  private static Duration timeToFollow(String prefix) {
    Instant changed = Instant.now();
    link.right().changeAddressSpace(List.of(link.right().prefix(), prefix));
    link.left().awaitReaching(link.right(), prefix);
    return Duration.between(changed, Instant.now());
  }
}
