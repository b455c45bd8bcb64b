package dev.culvert.e2e.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.ExposureType;
import dev.culvert.crds.v1alpha1.Sku;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.ClusterPair;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.outside.Device;
import dev.culvert.e2e.outside.DeviceConnection;
import dev.culvert.e2e.scenario.Host;
import dev.culvert.e2e.scenario.Member;
import dev.culvert.e2e.scenario.Side;
import dev.culvert.e2e.scenario.SiteConnection;
import dev.culvert.e2e.scenario.SitePair;
import dev.culvert.e2e.wan.Wan;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pods on networks, and who is behind the sites that these are connected to. */
@ExtendWith(ClusterExtension.class)
class SitesIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void podsOfNetworksInTwoClusters_reachEachOther(ClusterPair clusters) {
    try (SitePair pair = SitePair.create(clusters)) {
      pair.createSitesAndKeys();
      pair.connect();
      Side east = pair.east().side();
      Side west = pair.west().side();
      Member one = Member.on(east, "member", clusters.east().node().name());
      Member other = Member.on(west, "member", clusters.west().node().name());
      pair.awaitConnected(LIMIT);
      awaitReaching(one, other.address());

      Reaching.assertBothWays("between clusters", one, other);
    }
  }

  @Test
  void podAndHostBehindAForeignDevice_reachEachOther(TestCluster cluster) {
    Side side = Side.inNewNamespace(cluster, "branch", 1);
    try (Device device = Device.on(Wan.shared())) {
      side.createNetwork(Sku.BASIC, ExposureType.HOST_PORT);
      var connection = new SiteConnection(side, "hq");
      connection.create(SiteConnection.spec(device.address(), "192.168.1.0/24"));
      Host host = device.hostBehind("192.168.1.10");
      device.configure(
          new DeviceConnection("culvert", side.awaitAddress(), SiteConnection.KEY)
              .pair("192.168.1.0/24", side.prefix()));
      // Not on the gateway's node.
      Member member = Member.on(side, "member", cluster.secondNode().name());
      connection.awaitConnected(LIMIT);
      awaitReaching(member, host.address());

      Reaching.assertBothWays("foreign site", member, host);
      assertThat(device.ping(host, member.address(), 20).await().lost()).isZero();
    } finally {
      side.delete();
    }
  }

  private static void awaitReaching(Member member, String address) {
    await(member.address() + " reaches " + address)
        .atMost(LIMIT)
        .until(() -> member.reaches(address));
  }
}
