package dev.culvert.e2e.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.ConnectionState;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Link;
import dev.culvert.e2e.scenario.Ping;
import dev.culvert.e2e.scenario.Side;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ClusterExtension.class)
class LinkIT {
  private static final Duration DOWN_LIMIT = Duration.ofSeconds(5);

  @Test
  void bothSidesConsent_connected_andEchoRequestsAreAnswered(TestCluster cluster) {
    Link link = Link.connected(cluster);

    assertThat(Ping.run(link.left(), link.right(), 20).lost()).isZero();
    assertThat(Ping.run(link.right(), link.left(), 20).lost()).isZero();
    link.delete();
  }

  @Test
  void oneSideOnly_isNotConnected_andLearnsNothingOfTheOther(TestCluster cluster) {
    Side left = Side.inNewNamespace(cluster, "left", 1);
    Side right = Side.inNewNamespace(cluster, "right", 2);
    left.createNetwork();
    right.createNetwork();
    left.connectTo(right);

    await().atMost(Duration.ofSeconds(30)).until(() -> !left.reasonTowards(right).isEmpty());
    assertThat(left.statusTowards(right).state()).isEqualTo(ConnectionState.NOT_CONNECTED);
    assertThat(left.reasonTowards(right)).isEqualTo("PeerConnectionMissing");
    assertThat(left.statusTowards(right).remote()).isNull();
    assertThat(Serialization.asJson(left.statusTowards(right)))
        .doesNotContain(right.prefix())
        .doesNotContain("10.2.");
    left.delete();
    right.delete();
  }

  @Test
  void absentAndUnwillingNetwork_lookTheSame(TestCluster cluster) {
    Side left = Side.inNewNamespace(cluster, "left", 1);
    Side unwilling = Side.inNewNamespace(cluster, "other", 2);
    Side absent = new Side(cluster, unwilling.namespace(), "others", 3);
    left.createNetwork();
    unwilling.createNetwork();
    left.connectTo(unwilling);
    left.connectTo(absent);

    await().atMost(Duration.ofSeconds(30)).until(() -> !left.reasonTowards(unwilling).isEmpty());
    await().atMost(Duration.ofSeconds(30)).until(() -> !left.reasonTowards(absent).isEmpty());
    assertThat(textTowards(left, absent)).isEqualTo(textTowards(left, unwilling));
    left.delete();
    unwilling.delete();
  }

  @Test
  void otherSidesPrefixes_areFollowed_withoutAnEdit(TestCluster cluster) {
    Link link = Link.connected(cluster);

    link.right().changeAddressSpace(List.of("10.2.0.0/16", "10.22.0.0/16"));

    link.left().awaitReaching(link.right(), "10.22.0.0/16");
    link.awaitConnected();
    assertThat(Ping.run(link.left(), link.right(), 10).lost()).isZero();
    link.delete();
  }

  @Test
  void eitherSideDeleted_takesTheTunnelDownOnBoth_andTheOtherCannotBringItBack(
      TestCluster cluster) {
    Link link = Link.connected(cluster);

    link.right().disconnectFrom(link.left());

    await("down on both")
        .atMost(DOWN_LIMIT)
        .until(() -> isDown(link.left(), link.right()) && hasNoTunnel(link.right()));
    await("stays down")
        .during(Duration.ofSeconds(3))
        .atMost(Duration.ofSeconds(10))
        .until(() -> isDown(link.left(), link.right()) && hasNoTunnel(link.left()));
    link.delete();
  }

  private static String textTowards(Side from, Side to) {
    return Serialization.asJson(from.statusTowards(to).conditions())
        .replace("/" + to.name() + " ", "/ ")
        .replaceAll("\"lastTransitionTime\"\\s*:\\s*\"[^\"]*\"", "");
  }

  private static boolean isDown(Side from, Side to) {
    return from.statusTowards(to).state() == ConnectionState.NOT_CONNECTED
        && from.reasonTowards(to).equals("PeerConnectionMissing")
        && hasNoTunnel(from);
  }

  private static boolean hasNoTunnel(Side side) {
    return side.exec("ip", "route", "show", "table", "220").isBlank();
  }
}
