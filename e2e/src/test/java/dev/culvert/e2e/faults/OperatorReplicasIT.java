package dev.culvert.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.ConnectionState;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Link;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ClusterExtension.class)
class OperatorReplicasIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @BeforeEach
  void twoReplicas(TestCluster cluster) {
    cluster.culvert().upgrade(Map.of("operator.replicas", 2));
  }

  @AfterEach
  void oneReplica(TestCluster cluster) {
    cluster.culvert().upgrade(Map.of("operator.replicas", 1));
  }

  @Test
  void leaderKilled_theNextChangeReachesTheGateways_andNoStatusFlaps(TestCluster cluster) {
    OperatorPods operator = OperatorPods.of(cluster);
    Link link = Link.connected(cluster);
    Duration withoutFault = timeToFollow(link, "10.22.0.0/16");
    try (StateHistory left = StateHistory.of(link.left(), link.right());
        StateHistory right = StateHistory.of(link.right(), link.left())) {
      String leader = operator.leader();
      operator.killLeader();

      Duration taken = timeToFollow(link, "10.23.0.0/16");

      Figures.print(
          "change after the leader was killed followed after",
          Figures.seconds(taken),
          Figures.seconds(withoutFault));
      assertThat(taken).isLessThan(LIMIT);
      assertThat(operator.leader()).isNotEqualTo(leader);
      link.awaitConnected();
      assertThat(left.states()).containsExactly(ConnectionState.CONNECTED);
      assertThat(right.states()).containsExactly(ConnectionState.CONNECTED);
    }
    link.delete();
  }

  /** How long it takes until the left side's tunnel leads to a prefix that the right side adds. */
  private static Duration timeToFollow(Link link, String prefix) {
    Instant changed = Instant.now();
    link.right().changeAddressSpace(List.of(link.right().prefix(), prefix));
    await("the tunnel leads to " + prefix)
        .atMost(LIMIT.multipliedBy(2))
        .until(() ->
            link.left().statusTowards(link.right()).childSas().stream()
                .anyMatch(child -> child.remotePrefixes().contains(prefix)));
    return Duration.between(changed, Instant.now());
  }
}
