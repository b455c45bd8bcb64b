package dev.culvert.e2e.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.crds.v1alpha1.ExposureType;
import dev.culvert.crds.v1alpha1.GatewayStatus;
import dev.culvert.crds.v1alpha1.Sku;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.LoadBalancer;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.outside.Device;
import dev.culvert.e2e.outside.DeviceConnection;
import dev.culvert.e2e.scenario.Ping;
import dev.culvert.e2e.scenario.PingResult;
import dev.culvert.e2e.scenario.Side;
import dev.culvert.e2e.scenario.SiteConnection;
import dev.culvert.e2e.scenario.Transfer;
import dev.culvert.e2e.wan.Wan;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** How a device meets a gateway that is reached otherwise than at its node's own ports. */
@ExtendWith(ClusterExtension.class)
class ExposureIT {
  private static final String SITE = "192.168.1.0/24";

  @Test
  void loadBalancer_deviceThatTakesItsAddressAlone_refusesUs_isWarnedOf_andIsConnectedWhenItStarts(
      TestCluster cluster) {
    Side side = Side.inNewNamespace(cluster, "balanced", 1);
    try (LoadBalancer ignored = LoadBalancer.of(cluster);
        Device device = Device.on(Wan.shared())) {
      side.createNetwork(Sku.BASIC, ExposureType.LOAD_BALANCER);
      var connection =
          new SiteConnection(side, "hq").create(SiteConnection.spec(device.address(), SITE));
      String ourAddress = side.awaitAddress();
      device.acceptOnlyFrom(ourAddress);
      var peer =
          peer(
              device,
              new DeviceConnection("culvert", ourAddress, SiteConnection.KEY)
                  .set("dpd_delay", "5s"),
              side);

      connection.awaitReason("NoAnswer", Arrangement.UP_LIMIT);
      assertThat(device.refusedPackets()).isPositive();
      assertThat(connection.condition("SourceAddressMayDiffer"))
          .hasValueSatisfying(warning -> {
            assertThat(warning.status()).isEqualTo("True");
            assertThat(warning.message()).contains(ourAddress, "HostPort", "ResponderOnly");
          });

      Arrangement.leaveItToTheDeviceToStart(connection);
      connection.awaitReason("WaitingForInitiator", Arrangement.UP_LIMIT);
      assertThat(connection.condition("SourceAddressMayDiffer")).isEmpty();
      device.acceptOnlyFrom(ourAddress);
      device.initiate("culvert");
      try (Arrangement site = Arrangement.of(connection, peer)) {
        site.awaitConnected();
        assertThat(site.pinged(10).lost()).isZero();
        Ping ping = site.pingUnderWay(20 * Ping.RATE);
        cluster.node().flushConntrack();
        PingResult result = ping.await();
        System.out.printf("load balancer, node's conntrack flushed: %s%n", result);
        assertThat(result.longestSilence()).isLessThan(Duration.ofSeconds(15));
      }
    } finally {
      side.delete();
    }
  }

  @Test
  void nodePort_isTheOnePortForEverything_whicheverSideStarts(TestCluster cluster) {
    Side side = Side.inNewNamespace(cluster, "node-port", 1);
    try (Device device = Device.on(Wan.shared())) {
      side.createNetwork(Sku.BASIC, ExposureType.NODE_PORT);
      var connection =
          new SiteConnection(side, "hq").create(SiteConnection.spec(device.address(), SITE));
      String ourAddress = side.awaitAddress();
      int ourPort = side.gatewayStatus().map(GatewayStatus::port).orElseThrow();
      System.out.printf("node port: %d%n", ourPort);
      assertThat(ourPort).isBetween(30_000, 32_767);
      var peer =
          peer(
              device,
              new DeviceConnection("culvert", ourAddress, SiteConnection.KEY)
                  .set("local_port", "4500")
                  .set("remote_port", Integer.toString(ourPort)),
              side);
      try (Arrangement site = Arrangement.of(connection, peer)) {
        System.out.printf("node port, Culvert starts: connected after %s%n", site.awaitConnected());
        assertThat(site.pinged(10).lost()).isZero();

        Arrangement.leaveItToTheDeviceToStart(connection);
        device.terminate("culvert");
        site.awaitWaitingForTheDevice();
        device.initiate("culvert");
        System.out.printf("node port, device starts: connected after %s%n", site.awaitConnected());

        assertThat(device.sas()).singleElement().matches(sa -> sa.remotePort() == ourPort);
        assertThat(connection.status().local().port()).isEqualTo(ourPort);
        assertThat(Transfer.tenMegabytes(site.inside(), peer.hostBehind()))
            .matches(Transfer::isIntact);
        assertThat(Transfer.tenMegabytes(peer.hostBehind(), site.inside()))
            .matches(Transfer::isIntact);
      }
    } finally {
      side.delete();
    }
  }

  private static Peer peer(Device device, DeviceConnection connection, Side side) {
    var peer = new StrongswanPeer(device, "culvert", device.hostBehind("192.168.1.10"));
    device.configure(connection.pair(SITE, side.prefix()));
    return peer;
  }
}
