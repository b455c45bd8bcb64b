package dev.culvert.e2e.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.ConnectionState;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.ClusterPair;
import dev.culvert.e2e.cluster.LoadBalancer;
import dev.culvert.e2e.cluster.Repository;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.outside.WireTap;
import dev.culvert.e2e.scenario.Capture;
import dev.culvert.e2e.scenario.Ping;
import dev.culvert.e2e.scenario.Side;
import dev.culvert.e2e.scenario.SiteConnection;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** docs/guide.md, step by step, with the manifests it names, in two clusters. */
@ExtendWith(ClusterExtension.class)
class GuideIT {
  private static final String NAMESPACE = "team-net";
  private static final Duration SECONDS_60 = Duration.ofSeconds(60);

  @Test
  void classicGuide_wordForWord(ClusterPair clusters) {
    var north = new Side(clusters.east(), NAMESPACE, "vnet1", 1);
    var east = new Side(clusters.west(), NAMESPACE, "vnet2", 2);
    var toVnet2 = new SiteConnection(north, "vnet2");
    var toVnet1 = new SiteConnection(east, "vnet1");
    try (var ignored = LoadBalancer.of(north.cluster());
        var alsoIgnored = LoadBalancer.of(east.cluster());
        var tap = WireTap.on(clusters.wan());
        Capture capture = tap.capture()) {
      apply(north, "china-north/2-network.yaml");
      apply(east, "china-east/2-network.yaml");
      awaitState(north, "Created");
      apply(north, "china-north/3-site.yaml");
      apply(east, "china-east/3-site.yaml");
      apply(north, "china-north/4-gateway.yaml");
      apply(east, "china-east/4-gateway.yaml");

      for (SiteConnection one : new SiteConnection[] {toVnet2, toVnet1}) {
        one.awaitReason("WaitingForAddress", SECONDS_60);
        assertThat(one.status().state()).isEqualTo(ConnectionState.CONNECTING);
      }
      String northAddress = north.awaitAddress();
      String eastAddress = east.awaitAddress();

      toVnet2.patchSite("{\"gatewayAddress\":\"" + eastAddress + "\"}");
      toVnet1.patchSite("{\"gatewayAddress\":\"" + northAddress + "\"}");
      toVnet2.awaitReason("SharedKeyMissing", SECONDS_60);
      apply(north, "5-shared-key.yaml");
      apply(east, "5-shared-key.yaml");
      Duration first = toVnet2.awaitConnected(Duration.ofSeconds(20));
      Duration second = toVnet1.awaitConnected(Duration.ofSeconds(20));
      System.out.printf("same key on both sides -> Connected: %s and %s%n", first, second);

      assertThat(Ping.run(north, east, 20).lost()).isZero();
      assertThat(Ping.run(east, north, 20).lost()).isZero();
      await("counters grow")
          .atMost(Duration.ofSeconds(60))
          .until(() -> bytesIn(toVnet2) > 0 && bytesIn(toVnet1) > 0);
      capture.end();
      assertThat(capture.count(Capture.IKE_OR_ESP_IN_UDP)).isGreaterThan(80);
      assertThat(
              capture.otherThanIke(
                  Set.of(clusters.east().seat().nodeAddress(), northAddress),
                  Set.of(clusters.west().seat().nodeAddress(), eastAddress)))
          .isEmpty();
      assertThat(capture.count("net 10.1.0.0/16 or net 10.2.0.0/16")).isZero();
    } finally {
      north.delete();
      east.delete();
    }
  }

  private static long bytesIn(SiteConnection connection) {
    Long bytes = connection.status().bytesIn();
    return bytes == null ? 0 : bytes;
  }

  private static void awaitState(Side side, String state) {
    await(side.name() + " " + state)
        .atMost(SECONDS_60)
        .until(() ->
            side.cluster()
                .kubectl(
                    "get", "vnet", side.name(), "-n", NAMESPACE, "-o", "jsonpath={.status.state}")
                .equals(state));
  }

  private static void apply(Side side, String file) {
    apply(side.cluster(), Repository.root().resolve("examples/classic-guide").resolve(file));
  }

  private static void apply(TestCluster cluster, Path manifest) {
    String there = "/tmp/" + manifest.getFileName();
    cluster.node().put(manifest, there);
    cluster.kubectl("apply", "-f", there);
  }
}
