package dev.culvert.e2e.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.CulvertRelease;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Link;
import dev.culvert.e2e.scenario.Side;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An operator with Roles in two namespaces and no right beyond them, one of which goes. */
@ExtendWith(ClusterExtension.class)
class WatchedNamespacesIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  private Link link;

  @BeforeEach
  void watchTwoNamespaces(TestCluster cluster) {
    link =
        new Link(Side.inNewNamespace(cluster, "left", 1), Side.inNewNamespace(cluster, "right", 2));
    cluster
        .culvert()
        .upgrade(
            Map.of(
                "watch.namespaces[0]", link.left().namespace(),
                "watch.namespaces[1]", link.right().namespace()));
  }

  @AfterEach
  void watchAll(TestCluster cluster) {
    cluster.culvert().upgrade(Map.of());
    link.delete();
  }

  @Test
  void watchedNamespaceDeleted_goesWhole_andTheOtherIsServed_alsoByANewOperator(
      TestCluster cluster) {
    link.left().createNetwork();
    link.right().createNetwork();
    link.left().connectTo(link.right());
    link.right().connectTo(link.left());
    link.awaitConnected();
    assertThat(network(link.left()).getMetadata().getFinalizers()).isEmpty();
    Traces left = Traces.of(link.left());

    link.left().delete();

    Traces.awaitGone(cluster, link.left().namespace());
    left.awaitGone();
    await("the side that stays says who is missing")
        .atMost(LIMIT)
        .until(() -> link.right().reasonTowards(link.left()).equals("PeerConnectionMissing"));

    cluster.kubectl(
        "delete",
        "pod",
        "-n",
        CulvertRelease.NAMESPACE,
        "-l",
        "app.kubernetes.io/component=operator");
    cluster.kubectl(
        "rollout", "status", "-n", CulvertRelease.NAMESPACE, "deploy/culvert", "--timeout=60s");
    link.right().changeAddressSpace(List.of(link.right().prefix(), "10.22.0.0/16"));

    await("the new operator serves the side that stays")
        .atMost(LIMIT)
        .untilAsserted(() -> {
          VirtualNetwork network = network(link.right());
          assertThat(network.getStatus().observedGeneration())
              .isEqualTo(network.getMetadata().getGeneration());
        });
  }

  private static VirtualNetwork network(Side side) {
    return side.cluster()
        .client()
        .resources(VirtualNetwork.class)
        .inNamespace(side.namespace())
        .withName(side.name())
        .require();
  }
}
