package dev.culvert.e2e.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.CulvertRelease;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Link;
import dev.culvert.e2e.scenario.Member;
import dev.culvert.e2e.scenario.Side;
import io.fabric8.kubernetes.client.readiness.Readiness;
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

  @Test
  void podsOfWatchedNamespaces_areOnNetworksOfBoth_byRolesAlone_andOthersAreNotTouched(
      TestCluster cluster) {
    link.left().createNetwork();
    link.right().createNetwork();
    String unwatched = cluster.newNamespace("unwatched");
    Member.create(cluster, Member.pod(unwatched, "web", link.left().name(), "frontend").build());

    Member web = Member.on(link.left(), "web", cluster.node().name());
    Member.on(link.right(), "web", cluster.node().name());
    link.left()
        .patch(
            "virtualnetwork",
            link.left().name(),
            "{\"members\":{\"namespaces\":{\"matchLabels\":{\"kubernetes.io/metadata.name\":\"%s\"}}}}"
                .formatted(link.right().namespace()));
    Member visitor =
        Member.create(
                cluster,
                Member.pod(link.right().namespace(), "visitor", link.left().name(), "frontend")
                    .editMetadata()
                    .addToAnnotations(
                        "culvert.dev/virtual-network-namespace", link.left().namespace())
                    .endMetadata()
                    .build())
            .awaitAttached();

    assertThat(visitor.reaches(web.address())).isTrue();
    assertThat(
            cluster.kubectl(
                "get",
                "clusterroles,clusterrolebindings,mutatingwebhookconfigurations,"
                    + "validatingadmissionpolicies,validatingadmissionpolicybindings",
                "-o",
                "name"))
        .doesNotContain("culvert");
    Member other = Member.of(cluster, unwatched, "web");
    await("it runs").atMost(LIMIT).until(() -> Readiness.isPodReady(other.pod()));
    assertThat(other.claim()).isEmpty();
    assertThat(other.shell("ip -o link")).doesNotContain("vnet0");
    cluster.client().namespaces().withName(unwatched).delete();
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
