package dev.culvert.e2e.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.Condition;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.LoadBalancer;
import dev.culvert.e2e.cluster.Repository;
import dev.culvert.e2e.cluster.TestCluster;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The examples whose other side is a device of nobody's: applied as they are, each of their
 * connections waits for that other side and for nothing else.
 */
@ExtendWith(ClusterExtension.class)
class ExamplesIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private TestCluster cluster;

  @BeforeEach
  void install(TestCluster shared) {
    cluster = shared;
    cluster.culvert();
  }

  @AfterEach
  void delete() {
    for (String namespace : List.of("team-north", "partners")) {
      cluster.client().namespaces().withName(namespace).delete();
    }
  }

  @Test
  void multiSite_waitsForItsPeersAlone() {
    try (var ignored = LoadBalancer.of(cluster)) {
      apply("multi-site/keys.yaml", "multi-site/multi-site.yaml");

      awaitReasons(
          "team-north",
          Map.of(
              "to-branch", "WaitingForInitiator",
              "to-head-office", "NoAnswer",
              "to-vnet2", "PeerConnectionMissing"));
    }
  }

  @Test
  void crossOrganisation_waitsForItsPeersAlone() {
    apply("cross-organisation/north.yaml", "cross-organisation/east.yaml");

    awaitReasons("partners", Map.of("to-east", "DnsFailure", "to-north", "WaitingForInitiator"));
  }

  private void apply(String... manifests) {
    // The namespace is in the last manifest or in each: it has to be there before the keys.
    for (String manifest : List.of(manifests).reversed()) {
      Path file = Repository.root().resolve("examples").resolve(manifest);
      String there = "/tmp/" + file.getFileName();
      cluster.node().put(file, there);
      cluster.kubectl("apply", "-f", there);
    }
  }

  private void awaitReasons(String namespace, Map<String, String> expected) {
    await("reasons in " + namespace)
        .atMost(LIMIT)
        .untilAsserted(
            () -> assertThat(new TreeMap<>(reasons(namespace))).isEqualTo(new TreeMap<>(expected)));
  }

  private Map<String, String> reasons(String namespace) {
    return cluster
        .client()
        .resources(GatewayConnection.class)
        .inNamespace(namespace)
        .list()
        .getItems()
        .stream()
        .collect(Collectors.toMap(c -> c.getMetadata().getName(), ExamplesIT::reason));
  }

  private static String reason(GatewayConnection connection) {
    return connection.getStatus() == null
        ? ""
        : connection.getStatus().conditions().stream()
            .filter(condition -> condition.type().equals("Ready"))
            .map(Condition::reason)
            .findFirst()
            .orElse("");
  }
}
