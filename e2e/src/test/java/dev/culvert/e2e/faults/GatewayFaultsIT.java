package dev.culvert.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Charon;
import dev.culvert.e2e.scenario.Link;
import dev.culvert.e2e.scenario.Ping;
import dev.culvert.e2e.scenario.PingResult;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ClusterExtension.class)
class GatewayFaultsIT {
  private static final int REQUESTS = 20 * Ping.RATE;

  private static Link link;
  private static PingResult withoutFault;

  @BeforeAll
  static void connect(TestCluster cluster) {
    link = Link.connected(cluster);
    withoutFault = Ping.run(link.left(), link.right(), REQUESTS);
  }

  @AfterAll
  static void deleteLink() {
    link.delete();
  }

  @Test
  void charonKilled_trafficIsBackWithinTwoSeconds_andThePodStays() {
    Pod before = link.right().pod();
    Ping ping = Ping.underWay(link.left(), link.right(), REQUESTS);

    Charon.kill(link.right());

    PingResult result = ping.await();
    Figures.print("charon killed", result, withoutFault);
    assertThat(result.longestSilence()).isLessThan(Duration.ofSeconds(2));
    Pod after = link.right().pod();
    assertThat(after.getMetadata().getUid()).isEqualTo(before.getMetadata().getUid());
    assertThat(after.getStatus().getContainerStatuses().getFirst().getRestartCount()).isZero();
    link.awaitConnected();
  }

  @Test
  void gatewayPodDeleted_trafficIsBackWithinTenSeconds_andBothSidesAreConnected(
      TestCluster cluster) {
    String before = link.right().pod().getMetadata().getUid();
    Ping ping = Ping.underWay(link.left(), link.right(), REQUESTS);

    cluster.client().resource(link.right().pod()).delete();

    PingResult result = ping.await();
    Figures.print("gateway pod deleted", result, withoutFault);
    assertThat(result.longestSilence()).isLessThan(Duration.ofSeconds(10));
    await().until(() -> !link.right().pod().getMetadata().getUid().equals(before));
    link.awaitConnected();
  }
}
