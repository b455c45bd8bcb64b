package dev.culvert.e2e.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.Condition;
import dev.culvert.crds.v1alpha1.Exposure;
import dev.culvert.crds.v1alpha1.ExposureType;
import dev.culvert.crds.v1alpha1.Gateway;
import dev.culvert.crds.v1alpha1.Routing;
import dev.culvert.crds.v1alpha1.Sku;
import dev.culvert.crds.v1alpha1.Subnet;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.crds.v1alpha1.VirtualNetworkSpec;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.outside.Device;
import dev.culvert.e2e.outside.DeviceConnection;
import dev.culvert.e2e.scenario.Host;
import dev.culvert.e2e.scenario.Member;
import dev.culvert.e2e.scenario.Side;
import dev.culvert.e2e.scenario.SiteConnection;
import dev.culvert.e2e.scenario.Tools;
import dev.culvert.e2e.wan.Wan;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A member whose network is connected to a site around the cluster's own ranges. */
@ExtendWith(ClusterExtension.class)
class OverlappingIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String SPACE = "172.20.0.0/16";
  private static final String WIDE = "10.0.0.0/8";
  private static final String API_SERVER = "10.43.0.1";
  private static final String NAME_SERVER = "10.43.0.10";

  @Test
  void memberOfANetworkWithAWideSite_keepsTheCluster_andReachesTheRestOfTheSite(
      TestCluster cluster) {
    Side side = Side.inNewNamespace(cluster, "wide", 1);
    Tools tools = Tools.on(cluster, cluster.secondNode());
    Pod other = tools.startPod("other-pod");
    try (Device device = Device.on(Wan.shared())) {
      createNetwork(side);
      var connection = new SiteConnection(side, "company");
      device.configure(
          new DeviceConnection("company", side.awaitAddress(), SiteConnection.KEY)
              .pair(WIDE, SPACE));
      Host host = device.hostBehind("10.99.0.10");
      Member member = Member.on(side, "member", cluster.node().name());
      assertKeepsTheCluster(member, other, tools);

      connection.create(SiteConnection.spec(device.address(), WIDE));
      connection.awaitConnected(LIMIT);
      await("the site is reached").atMost(LIMIT).until(() -> member.reaches(host.address()));

      assertKeepsTheCluster(member, other, tools);
      Reaching.assertBothWays("site around the cluster's ranges", member, host);
      String message =
          await("the network says what it cannot reach")
              .atMost(LIMIT)
              .until(() -> overlap(side), Optional::isPresent)
              .orElseThrow();
      System.out.println("OverlapsCluster: " + message);
      assertThat(message).contains("10.42.0.0/", "10.43.0.0/16");
    } finally {
      tools.deletePod(other);
      side.delete();
    }
  }

  private static void assertKeepsTheCluster(Member member, Pod other, Tools tools) {
    assertThat(Reaching.connects(member, API_SERVER, 443)).as("the API server").isTrue();
    for (String address :
        List.of(API_SERVER, NAME_SERVER, other.getStatus().getPodIP(), "192.0.2.1")) {
      assertThat(member.shell("ip route get " + address)).contains("dev eth0");
    }
    assertThat(Reaching.pings(member, other.getStatus().getPodIP())).as("another pod").isTrue();
    assertThat(
            Reaching.pings(line -> tools.shellIn(other, line), member.pod().getStatus().getPodIP()))
        .as("from another pod")
        .isTrue();
  }

  private static Optional<String> overlap(Side side) {
    return side.networkConditions().stream()
        .filter(c -> c.type().equals("OverlapsCluster") && c.status().equals("True"))
        .map(Condition::message)
        .findFirst();
  }

  private static void createNetwork(Side side) {
    VirtualNetwork network = side.network(List.of(SPACE));
    network.setSpec(
        new VirtualNetworkSpec(
            network.getSpec().location(),
            List.of(SPACE),
            List.of(
                new Subnet("frontend", "172.20.0.0/24"),
                new Subnet("GatewaySubnet", "172.20.255.224/27")),
            new Gateway(Routing.DYNAMIC, Sku.BASIC, new Exposure(ExposureType.HOST_PORT, null))));
    side.cluster().client().resource(network).create();
  }
}
