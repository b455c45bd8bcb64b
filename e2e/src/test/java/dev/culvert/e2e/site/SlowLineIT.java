package dev.culvert.e2e.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.ExposureType;
import dev.culvert.crds.v1alpha1.GatewayConnectionStatus;
import dev.culvert.crds.v1alpha1.LocalNetworkSiteSpec;
import dev.culvert.crds.v1alpha1.Sku;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.outside.Device;
import dev.culvert.e2e.outside.DeviceConnection;
import dev.culvert.e2e.scenario.Ping;
import dev.culvert.e2e.scenario.PingResult;
import dev.culvert.e2e.scenario.Side;
import dev.culvert.e2e.scenario.SiteConnection;
import dev.culvert.e2e.wan.SlowLine;
import dev.culvert.e2e.wan.SlowLine.End;
import dev.culvert.e2e.wan.SlowLine.Quality;
import dev.culvert.e2e.wan.Wan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A line by satellite between the gateway and the device: 700 ms there and back, 5 % lost. */
@ExtendWith(ClusterExtension.class)
class SlowLineIT {
  private static final Quality SATELLITE = new Quality(Duration.ofMillis(350), 0.05, 1);
  private static final String SITE = "192.168.1.0/24";
  private static final int STARTS = 5;

  @Test
  void tunnelIsUpWithinFiveSeconds_andAMinuteTearsNothingDown(TestCluster cluster) {
    connectAndLast(cluster, Duration.ofMinutes(1));
  }

  @Test
  @Tag("soak")
  void tunnelIsUpWithinFiveSeconds_andTenMinutesTearNothingDown(TestCluster cluster) {
    connectAndLast(cluster, Duration.ofMinutes(10));
  }

  private static void connectAndLast(TestCluster cluster, Duration time) {
    Side side = Side.inNewNamespace(cluster, "satellite", 1);
    side.createNetwork(Sku.BASIC, ExposureType.HOST_PORT);
    String ourAddress = side.awaitAddress();
    try (Device device = Device.on(Wan.shared());
        SlowLine line =
            SlowLine.between(
                Wan.shared(), End.at(ourAddress), End.at(device.address()), SATELLITE)) {
      var connection = new SiteConnection(side, "station");
      connection.create(
          new LocalNetworkSiteSpec(
              line.address(), null, device.address(), List.of(SITE), List.of()));
      var peer = new StrongswanPeer(device, "culvert", device.hostBehind("192.168.1.10"));
      device.configure(
          new DeviceConnection("culvert", line.address(), SiteConnection.KEY)
              .remoteIdentity(ourAddress)
              .pair(SITE, side.prefix()));
      try (Arrangement site = Arrangement.of(connection, peer)) {
        assertThat(medianOfStarts(connection)).isLessThan(Duration.ofSeconds(5));
        last(site, time);
        System.out.printf("slow line: %d carried, %d lost%n", line.carried(), line.lost());
        assertThat(line.lost()).isPositive();
      }
    } finally {
      side.delete();
    }
  }

  /** Loss is a matter of chance: one start may need several transmissions of the same message. */
  private static Duration medianOfStarts(SiteConnection connection) {
    connection.awaitConnected(Arrangement.UP_LIMIT);
    List<Duration> times = new ArrayList<>();
    for (int start = 1; start <= STARTS; start++) {
      connection.patchConnection("{\"desiredState\":\"Disconnected\"}");
      connection.awaitReason("Disconnected", Arrangement.UP_LIMIT);
      connection.patchConnection("{\"desiredState\":\"Connected\"}");
      times.add(connection.awaitConnected(Arrangement.UP_LIMIT));
    }
    System.out.printf("slow line: connected after %s%n", times);
    return times.stream().sorted().toList().get(STARTS / 2);
  }

  private static void last(Arrangement site, Duration time) {
    GatewayConnectionStatus before = site.connection().status();
    var spis = site.connection().spis();
    Ping ping = site.pingUnderWay((int) time.toSeconds() * Ping.RATE);
    await("nothing is torn down")
        .during(time)
        .atMost(time.plusSeconds(5))
        .until(() ->
            site.connection().isConnected()
                && site.connection().spis().equals(spis)
                && site.connection()
                    .status()
                    .lastConnectionEstablished()
                    .equals(before.lastConnectionEstablished()));
    PingResult result = ping.await();
    System.out.printf("slow line: %s over %s%n", result, time);
    assertThat(result.lost()).isLessThan(result.sent() / 4);
  }
}
