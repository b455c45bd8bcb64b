package dev.culvert.e2e.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.crds.v1alpha1.ConnectionMode;
import dev.culvert.crds.v1alpha1.ExposureType;
import dev.culvert.crds.v1alpha1.GatewayConnectionSpec;
import dev.culvert.crds.v1alpha1.LocalNetworkSiteSpec;
import dev.culvert.crds.v1alpha1.Sku;
import dev.culvert.e2e.cluster.LoadBalancer;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.outside.Device;
import dev.culvert.e2e.outside.DeviceConnection;
import dev.culvert.e2e.outside.NatRouter;
import dev.culvert.e2e.scenario.Ping;
import dev.culvert.e2e.scenario.PingResult;
import dev.culvert.e2e.scenario.Side;
import dev.culvert.e2e.scenario.SiteConnection;
import dev.culvert.e2e.wan.Wan;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A gateway behind a load balancer, and a strongSwan behind a NAT. Only the device can start, and
 * it alone can find the way back when either is forgotten: it has dead peer detection on.
 */
class SiteBehindNatIT extends DevicePromises {
  private LoadBalancer loadBalancer;
  private NatRouter router;

  @Override
  protected Arrangement arrange(TestCluster cluster) {
    Side side = Side.inNewNamespace(cluster, "nat", 1);
    loadBalancer = LoadBalancer.of(cluster);
    side.createNetwork(Sku.BASIC, ExposureType.LOAD_BALANCER);
    router = NatRouter.on(Wan.shared());
    Device device = Device.behind(router);
    var connection = new SiteConnection(side, "branch");
    connection.createSite(
        new LocalNetworkSiteSpec(
            null, null, device.address(), List.of("192.168.1.0/24", "192.168.2.0/24"), List.of()));
    connection.setKey(SiteConnection.KEY);
    connection.connect(SiteBehindNatIT::responderOnly);
    String ourAddress = side.awaitAddress();
    // This device gives up after some seconds.
    connection.awaitReason("WaitingForInitiator", Arrangement.UP_LIMIT);
    var peer = new StrongswanPeer(device, "culvert", device.hostBehind("192.168.2.10"));
    device.giveUpSoon();
    device.restart();
    device.configure(
        new DeviceConnection("culvert", ourAddress, SiteConnection.KEY)
            .set("dpd_delay", "5s")
            .set("keyingtries", "0")
            .pair("192.168.1.0/24", side.prefix())
            .pair("192.168.2.0/24", side.prefix())
            .initiated());
    return Arrangement.of(connection, peer);
  }

  private static GatewayConnectionSpec responderOnly(GatewayConnectionSpec spec) {
    return new GatewayConnectionSpec(
        spec.virtualNetworkRef(),
        spec.remote(),
        spec.sharedKey(),
        null,
        null,
        ConnectionMode.RESPONDER_ONLY,
        null);
  }

  @Override
  protected void endSurroundings() {
    router.close();
    loadBalancer.close();
  }

  @Test
  void peersSourceIsShown_andNothingIsWarnedOf() {
    assertThat(site.connection().status().remote().observedSource())
        .startsWith(router.address() + ":");
    assertThat(site.connection().condition("SourceAddressMayDiffer")).isEmpty();
  }

  @Test
  void sourcePortChangedUnderTraffic_trafficIsBackWithinFifteenSeconds() {
    Ping ping = site.pingUnderWay(25 * Ping.RATE);

    router.translateTo(30_000, 30_999);

    PingResult result = ping.await();
    print("NAT's source port changed", result);
    assertThat(result.longestSilence()).isLessThan(Duration.ofSeconds(15));
    router.translateTo(20_000, 20_999);
  }
}
