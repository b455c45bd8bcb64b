package dev.culvert.operator.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.operator.plan.Prefix;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.ServiceCIDRBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@EnableKubernetesMockClient(crud = true)
class ClusterRangesTest {
  private static final List<Prefix> GIVEN = Prefix.all(List.of("100.64.0.0/16"));

  @TempDir private Path folder;
  private KubernetesMockServer server;
  private KubernetesClient client;
  private Path resolverConfiguration;

  @BeforeEach
  void clusterHasRanges() throws IOException {
    resolverConfiguration = folder.resolve("resolv.conf");
    Files.writeString(
        resolverConfiguration, "search a.b\nnameserver 198.18.0.10\nnameserver fd00::10\n");
    client
        .resource(
            new ServiceCIDRBuilder()
                .withNewMetadata()
                .withName("kubernetes")
                .endMetadata()
                .withNewSpec()
                .withCidrs("198.19.0.0/16", "fd00::/108")
                .endSpec()
                .build())
        .create();
    client
        .resource(
            new NodeBuilder()
                .withNewMetadata()
                .withName("node-1")
                .endMetadata()
                .withNewSpec()
                .withPodCIDRs("198.51.100.0/25")
                .endSpec()
                .withNewStatus()
                .addNewAddress("192.0.2.7", "InternalIP")
                .addNewAddress("192.0.2.99", "ExternalIP")
                .addNewAddress("node-1", "Hostname")
                .endStatus()
                .build())
        .create();
  }

  @Test
  void services_nodes_dnsAndWhatIsGiven_areTheClustersOwn() {
    var ranges = ranges(true);
    assertThat(ranges.refresh()).isTrue();
    assertThat(texts(ranges))
        .contains(
            "100.64.0.0/16",
            "192.0.2.7/32",
            "198.18.0.10/32",
            "198.19.0.0/16",
            "198.51.100.0/25",
            "203.0.113.9/32")
        .doesNotContain("192.0.2.99/32");
    assertThat(ranges.refresh()).as("nothing new").isFalse();
  }

  @Test
  void objectsOfTheWholeCluster_areLeftAlone_whereOnlySomeNamespacesAreServed() {
    var ranges = ranges(false);
    ranges.refresh();
    assertThat(ranges.areKnown()).isTrue();
    assertThat(texts(ranges))
        .contains("100.64.0.0/16", "198.18.0.10/32")
        .doesNotContain("198.19.0.0/16", "192.0.2.7/32");
  }

  @Test
  void rangesAreKnown_onceEverySourceHasAnswered_andNotBefore() {
    server.expect().get().withPath("/api/v1/nodes").andReturn(403, null).once();
    var ranges = ranges(true);
    assertThat(ranges.areKnown()).isFalse();
    ranges.refresh();
    assertThat(ranges.areKnown()).isFalse();
    assertThat(texts(ranges)).contains("198.19.0.0/16").doesNotContain("198.51.100.0/25");

    assertThat(ranges.refresh()).isTrue();
    assertThat(ranges.areKnown()).isTrue();
    assertThat(texts(ranges)).contains("198.51.100.0/25");
  }

  @Test
  void kubernetesWithoutServiceCidrs_hasNone_andTheOthersAreKnown() {
    server
        .expect()
        .get()
        .withPath("/apis/networking.k8s.io/v1/servicecidrs")
        .andReturn(404, null)
        .always();
    var ranges = ranges(true);
    ranges.refresh();
    assertThat(ranges.areKnown()).isTrue();
    assertThat(texts(ranges)).contains("198.51.100.0/25").doesNotContain("198.19.0.0/16");
  }

  @Test
  void whatWasFound_stays_whileTheApiServerDoesNotAnswer() {
    var ranges = ranges(true);
    ranges.refresh();
    List<String> before = texts(ranges);
    server.expect().get().withPath("/api/v1/nodes").andReturn(500, null).always();
    assertThat(ranges.refresh()).isFalse();
    assertThat(texts(ranges)).isEqualTo(before);
  }

  /** The machine's own addresses may change while the test runs. */
  private ClusterRanges ranges(boolean seesCluster) {
    return new ClusterRanges(
        client,
        seesCluster,
        GIVEN,
        resolverConfiguration,
        () -> List.of(Prefix.of("203.0.113.9/32")));
  }

  private static List<String> texts(ClusterRanges ranges) {
    return ranges.current().stream().map(Prefix::toString).toList();
  }
}
