package dev.culvert.e2e.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.ConnectionState;
import dev.culvert.crds.v1alpha1.ExposureType;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.Sku;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.LoadBalancer;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.outside.Device;
import dev.culvert.e2e.outside.DeviceConnection;
import dev.culvert.e2e.scenario.Charon;
import dev.culvert.e2e.scenario.Side;
import dev.culvert.e2e.wan.Wan;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** As many tunnels as the largest gateway carries, all of them with one device at one address. */
@ExtendWith(ClusterExtension.class)
class ThirtyTunnelsIT {
  private static final int TUNNELS = 30;
  private static final Duration LIMIT = Duration.ofSeconds(5);

  /** The device takes five half-open IKE_SAs from one address and ignores more, as installed. */
  private static final Duration RESTART_LIMIT = Duration.ofSeconds(60);

  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  @Test
  void thirtyConnections_areConnectedWithinFiveSeconds_andAgainWhenCharonRestarts(
      TestCluster cluster) {
    Side side = Side.inNewNamespace(cluster, "hub", 1);
    try (var ignored = LoadBalancer.of(cluster);
        Device device = Device.on(Wan.shared())) {
      side.createNetwork(Sku.HIGH_PERFORMANCE, ExposureType.LOAD_BALANCER);
      List<Branch> branches =
          IntStream.rangeClosed(1, TUNNELS).mapToObj(i -> Branch.of(side, device, i)).toList();
      String address = side.awaitAddress();
      branches.forEach(
          branch -> branch.connection().create(branch.spec(device.address(), branch.prefix())));
      branches.forEach(branch -> branch.connection().awaitReason("RejectedByPeer", START_LIMIT));

      long started = System.nanoTime();
      device.configure(
          branches.stream()
              .map(branch -> branch.settings(address))
              .toArray(DeviceConnection[]::new));
      awaitConnectedOtherThan(Set.of(), side, LIMIT);
      print("the device has started", started);
      Set<String> before = spis(side);

      started = System.nanoTime();
      Charon.kill(side);
      awaitConnectedOtherThan(before, side, RESTART_LIMIT);
      print("charon was killed", started);

      assertThat(branches.getFirst().ping(10).await().lost()).isZero();
      assertThat(branches.getLast().ping(10).await().lost()).isZero();
    } finally {
      side.delete();
    }
  }

  private static void awaitConnectedOtherThan(Set<String> former, Side side, Duration limit) {
    await("all connected, by SAs that were not there before")
        .atMost(limit)
        .pollInterval(Duration.ofMillis(100))
        .until(() ->
            connections(side).stream()
                    .allMatch(c -> c.getStatus().state() == ConnectionState.CONNECTED)
                && spis(side).stream().noneMatch(former::contains));
  }

  private static Set<String> spis(Side side) {
    return connections(side).stream()
        .flatMap(connection -> connection.getStatus().childSas().stream())
        .map(child -> child.spiIn())
        .collect(Collectors.toSet());
  }

  private static List<GatewayConnection> connections(Side side) {
    return side.cluster()
        .client()
        .resources(GatewayConnection.class)
        .inNamespace(side.namespace())
        .list()
        .getItems();
  }

  private static void print(String since, long start) {
    System.out.printf(
        "%d tunnels with one device: all Connected %.1f s after %s%n",
        TUNNELS, (System.nanoTime() - start) / 1e9, since);
  }
}
