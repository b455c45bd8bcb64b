package dev.culvert.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.ConnectionState;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Link;
import dev.culvert.e2e.scenario.Ping;
import dev.culvert.e2e.scenario.PingResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ClusterExtension.class)
class ControlPlaneFaultsIT {
  private static final int MINUTE = 60 * Ping.RATE;
  private static final int HALF_A_MINUTE = 30 * Ping.RATE;
  private static final Duration NODE_LIMIT = Duration.ofMinutes(2);

  private static Link link;
  private static PingResult withoutFault;

  @BeforeAll
  static void connect(TestCluster cluster) {
    link = Link.connected(cluster);
    withoutFault = Ping.run(link.left(), link.right(), HALF_A_MINUTE);
  }

  @AfterAll
  static void deleteLink() {
    link.delete();
  }

  @Test
  void operatorAbsentForAMinute_losesNothing_andStatusSaysNothingButConnected(TestCluster cluster) {
    OperatorPods operator = OperatorPods.of(cluster);
    try (StateHistory history = StateHistory.of(link.left(), link.right())) {
      Ping ping = Ping.underWay(link.left(), link.right(), MINUTE);
      PingResult result;
      try {
        operator.killAll();
        result = ping.await();
      } finally {
        operator.bringBack();
      }
      Figures.print("operator absent for a minute", result, withoutFault);
      assertThat(result.lost()).isZero();
      awaitChangeFollowed("10.22.0.0/16");
      assertThat(history.states()).containsExactly(ConnectionState.CONNECTED);
    }
  }

  @Test
  void apiServerCutForHalfAMinute_losesNothing_andStatusSaysNothingButConnected(
      TestCluster cluster) {
    try (StateHistory history = StateHistory.of(link.left(), link.right())) {
      Ping ping = Ping.underWay(link.left(), link.right(), HALF_A_MINUTE);
      PingResult result;
      cluster.node().cutApiServer();
      try {
        result = ping.await();
      } finally {
        cluster.node().restoreApiServer();
      }
      Figures.print("API server cut for half a minute", result, withoutFault);
      assertThat(result.lost()).isZero();
      awaitChangeFollowed("10.23.0.0/16");
      assertThat(history.states()).containsExactly(ConnectionState.CONNECTED);
    }
  }

  @Test
  void nodeRestarted_connectedAgainWithoutHelp(TestCluster cluster) {
    Instant restarted = Instant.now();

    cluster.restartNode();

    await("an echo request is answered")
        .atMost(NODE_LIMIT)
        .ignoreExceptions()
        .until(ControlPlaneFaultsIT::isAnswered);
    Duration answered = Duration.between(restarted, Instant.now());
    link.awaitConnected();
    System.out.println("node restarted: answered after " + Figures.seconds(answered));
    PingResult result = Ping.run(link.left(), link.right(), 2 * Ping.RATE);
    Figures.print("after the node restarted", result, withoutFault);
    assertThat(result.lost()).isZero();
  }

  /** By way of the API server: what runs in a container that is no more would not come back. */
  private static boolean isAnswered() {
    return link.left()
        .exec(
            "ping",
            "-c",
            "1",
            "-W",
            "1",
            "-I",
            link.left().insideAddress(),
            link.right().insideAddress())
        .contains(" 0% packet loss");
  }

  /** Until the operator is at work again, on what both gateways have said meanwhile. */
  private static void awaitChangeFollowed(String prefix) {
    Instant changed = Instant.now();
    link.right().changeAddressSpace(List.of(link.right().prefix(), prefix));
    link.left().awaitReaching(link.right(), prefix);
    System.out.println(
        "change right after that followed after "
            + Figures.seconds(Duration.between(changed, Instant.now())));
  }
}
