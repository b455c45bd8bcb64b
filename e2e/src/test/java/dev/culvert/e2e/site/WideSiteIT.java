package dev.culvert.e2e.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.Condition;
import dev.culvert.crds.v1alpha1.Exposure;
import dev.culvert.crds.v1alpha1.ExposureType;
import dev.culvert.crds.v1alpha1.Gateway;
import dev.culvert.crds.v1alpha1.LocalNetworkSiteSpec;
import dev.culvert.crds.v1alpha1.Routing;
import dev.culvert.crds.v1alpha1.Sku;
import dev.culvert.crds.v1alpha1.Subnet;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.crds.v1alpha1.VirtualNetworkSpec;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.CulvertRelease;
import dev.culvert.e2e.cluster.LoadBalancer;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.outside.Device;
import dev.culvert.e2e.outside.DeviceConnection;
import dev.culvert.e2e.scenario.Host;
import dev.culvert.e2e.scenario.InsideHost;
import dev.culvert.e2e.scenario.Ping;
import dev.culvert.e2e.scenario.Side;
import dev.culvert.e2e.scenario.SiteConnection;
import dev.culvert.e2e.scenario.Tools;
import dev.culvert.e2e.wan.Wan;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A company whose network is all of 10.0.0.0/8, the cluster's own ranges among it. */
@ExtendWith(ClusterExtension.class)
class WideSiteIT {
  private static final String SPACE = "172.16.0.0/16";
  private static final String GATEWAY = "172.16.255.228";
  private static final String WIDE = "10.0.0.0/8";
  private static final String SECOND = "192.168.7.0/24";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void siteAroundThePodsAndServices_isReached_andTheGatewayStaysManageable(TestCluster cluster) {
    Side side = Side.inNewNamespace(cluster, "wide", 1);
    try (var ignored = LoadBalancer.of(cluster);
        Device device = Device.on(Wan.shared())) {
      createNetwork(side);
      String address = side.awaitAddress();
      var wide = new SiteConnection(side, "company");
      var second = new SiteConnection(side, "second");
      device.configure(
          settings(wide, address).pair(WIDE, SPACE), settings(second, address).pair(SECOND, SPACE));
      wide.create(site(device, wide, WIDE));
      Duration connected = wide.awaitConnected(LIMIT);
      System.out.printf("site around the cluster's ranges: Connected after %s%n", connected);

      String operator = operatorAddress(cluster);
      Host inPodRange = device.hostBehind("10.42.0.77");
      Host asTheOperator = device.hostBehind(operator);
      Tools tools = Tools.on(cluster);
      try (var inside = InsideHost.behind(side.pod(), "172.16.0.10", tools)) {
        for (Host host : List.of(inPodRange, asTheOperator)) {
          assertThat(device.ping(host, inside.address(), 10).await().lost()).isZero();
          assertThat(device.ping(host, GATEWAY, 10).await().lost()).isZero();
          assertThat(Ping.run(inside, host, 10).lost()).isZero();
        }
      }

      second.create(site(device, second, SECOND));
      Duration added = second.awaitConnected(LIMIT);
      wide.patchConnection("{\"trafficSelectors\":\"Lists\"}");
      awaitProgrammed(wide, 2);
      restartOperator(cluster);
      wide.patchConnection("{\"trafficSelectors\":\"PerPair\"}");
      awaitProgrammed(wide, 3);
      wide.awaitConnected(LIMIT);
      Ping ping = device.ping(inPodRange, GATEWAY, 20);
      assertThat(ping.await().lost()).isZero();
      awaitMoreBytes(wide, wide.status().bytesIn());
      System.out.printf("site around the cluster's ranges: a second one after %s%n", added);
    } finally {
      side.delete();
    }
  }

  private static void createNetwork(Side side) {
    VirtualNetwork network = side.network(List.of(SPACE));
    network.setSpec(
        new VirtualNetworkSpec(
            network.getSpec().location(),
            List.of(SPACE),
            List.of(
                new Subnet("frontend", "172.16.0.0/24"),
                new Subnet("GatewaySubnet", "172.16.255.224/27")),
            new Gateway(
                Routing.DYNAMIC, Sku.BASIC, new Exposure(ExposureType.LOAD_BALANCER, null))));
    side.cluster().client().resource(network).create();
  }

  private static DeviceConnection settings(SiteConnection connection, String gateway) {
    return new DeviceConnection(connection.site(), gateway, SiteConnection.KEY)
        .version(2)
        .fromAnywhere()
        .identities(identity(connection), gateway);
  }

  private static LocalNetworkSiteSpec site(
      Device device, SiteConnection connection, String prefix) {
    return new LocalNetworkSiteSpec(
        device.address(), null, identity(connection), List.of(prefix), List.of());
  }

  private static String identity(SiteConnection connection) {
    return connection.site() + ".example";
  }

  private static String operatorAddress(TestCluster cluster) {
    return cluster
        .client()
        .pods()
        .inNamespace(CulvertRelease.NAMESPACE)
        .withLabel("app.kubernetes.io/component", "operator")
        .list()
        .getItems()
        .getFirst()
        .getStatus()
        .getPodIP();
  }

  private static void restartOperator(TestCluster cluster) {
    String deployment = "deployment/" + CulvertRelease.NAME;
    cluster.kubectl("rollout", "restart", deployment, "-n", CulvertRelease.NAMESPACE);
    cluster.kubectl(
        "rollout", "status", deployment, "-n", CulvertRelease.NAMESPACE, "--timeout=120s");
  }

  private static void awaitProgrammed(SiteConnection connection, long generation) {
    await("generation " + generation + " programmed")
        .atMost(LIMIT)
        .until(() ->
            connection
                .condition("Programmed")
                .filter(c -> c.status().equals("True"))
                .map(Condition::observedGeneration)
                .filter(observed -> observed != null && observed == generation)
                .isPresent());
  }

  private static void awaitMoreBytes(SiteConnection connection, Long former) {
    await("the status has newer counters")
        .atMost(LIMIT)
        .until(() -> !connection.status().bytesIn().equals(former));
  }
}
