package dev.culvert.e2e.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.NetworkSegment;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.CulvertRelease;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Link;
import dev.culvert.e2e.scenario.Member;
import dev.culvert.e2e.scenario.Ping;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Takes the product off the cluster that all tests share, and puts it back. */
@ExtendWith(ClusterExtension.class)
class UninstallIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @BeforeEach
  void nothingOfFormerTestsIsLeft(TestCluster cluster) {
    cluster.culvert();
    removeAllNetworks(cluster.client());
  }

  @AfterEach
  void installAgain(TestCluster cluster) {
    awaitNoNamespaceThatIsGoing(cluster.client());
    cluster.culvert().upgrade(Map.of());
  }

  @Test
  void uninstall_isRefusedWhileNetworksExist_andChangesNothing_thenTakesAll(TestCluster cluster) {
    Link link = Link.connected(cluster);

    assertThatThrownBy(() -> cluster.culvert().uninstall()).isInstanceOf(RuntimeException.class);

    assertThat(lastWordsOfTheCheck(cluster.client()))
        .contains(
            "Culvert is not uninstalled, because it would cut the tunnels of 2 VirtualNetwork")
        .contains(link.left().namespace() + "/" + link.left().name())
        .contains(link.right().namespace() + "/" + link.right().name())
        .contains("--set uninstall.force=true");
    link.awaitConnected();
    assertThat(Ping.run(link.left(), link.right(), 10).lost()).isZero();

    Member member = Member.on(link.left(), "web", cluster.node().name());
    removeAllNetworks(cluster.client());
    cluster.culvert().uninstall();

    assertNothingOfTheProductIsLeft(cluster);
    assertThat(member.shell("ip route")).contains("unreachable " + link.left().prefix());
    link.delete();
  }

  @Test
  void forcedUninstall_releasesNetworks_whichAReinstallTakesUpAgain(TestCluster cluster) {
    Link link = Link.connected(cluster);
    Member member = Member.on(link.left(), "web", cluster.node().name());
    String address = member.address();

    cluster.culvert().upgrade(Map.of("uninstall.force", true));
    cluster.culvert().uninstall();

    assertNothingOfTheProductIsLeft(cluster);
    assertThat(objects(cluster.client()))
        .hasSize(4)
        .allSatisfy(object -> assertThat(object.getMetadata().getFinalizers()).isEmpty())
        .allSatisfy(object -> assertThat(object.getMetadata().getDeletionTimestamp()).isNull());
    assertThat(link.left().statusTowards(link.right()).state()).isNull();

    cluster.culvert().upgrade(Map.of());

    link.awaitConnected();
    assertThat(Ping.run(link.left(), link.right(), 10).lost()).isZero();
    assertThat(member.awaitAttached().address()).isEqualTo(address);
    link.delete();
  }

  private static void assertNothingOfTheProductIsLeft(TestCluster cluster) {
    KubernetesClient client = cluster.client();
    awaitNoNamespaceThatIsGoing(client);
    assertThat(client.namespaces().withName(CulvertRelease.GATEWAY_NAMESPACE).get()).isNull();
    await("the node agents' namespace is gone")
        .atMost(LIMIT)
        .until(() -> client.namespaces().withName(CulvertRelease.NODES_NAMESPACE).get() == null);
    assertThat(client.resources(AddressClaim.class).inAnyNamespace().list().getItems()).isEmpty();
    assertThat(client.resources(NetworkSegment.class).inAnyNamespace().list().getItems()).isEmpty();
    NodeTraces.awaitWithoutTraces(cluster);
    await("the operator's namespace is empty")
        .atMost(LIMIT)
        .untilAsserted(() -> {
          assertThat(client.pods().inNamespace(CulvertRelease.NAMESPACE).list().getItems())
              .isEmpty();
          assertThat(
                  names(client.secrets().inNamespace(CulvertRelease.NAMESPACE).list().getItems()))
              .isEmpty();
          assertThat(names(client.leases().inNamespace(CulvertRelease.NAMESPACE).list().getItems()))
              .isEmpty();
          assertThat(
                  names(
                      client
                          .batch()
                          .v1()
                          .jobs()
                          .inNamespace(CulvertRelease.NAMESPACE)
                          .list()
                          .getItems()))
              .isEmpty();
        });
    assertThat(
            cluster.kubectl(
                "get",
                "clusterroles,clusterrolebindings,mutatingwebhookconfigurations,"
                    + "validatingadmissionpolicies,validatingadmissionpolicybindings",
                "-o",
                "name"))
        .doesNotContain("culvert");
  }

  /** What the hook's pod said at its end, which Kubernetes keeps. */
  private static String lastWordsOfTheCheck(KubernetesClient client) {
    return client
        .pods()
        .inNamespace(CulvertRelease.NAMESPACE)
        .withLabel("app.kubernetes.io/component", "uninstall")
        .list()
        .getItems()
        .getFirst()
        .getStatus()
        .getContainerStatuses()
        .getFirst()
        .getState()
        .getTerminated()
        .getMessage();
  }

  private static void removeAllNetworks(KubernetesClient client) {
    objects(client).forEach(object -> client.resource(object).delete());
    await("no network left").atMost(LIMIT).until(() -> objects(client).isEmpty());
  }

  private static List<HasMetadata> objects(KubernetesClient client) {
    return Stream.<HasMetadata>concat(
            client.resources(GatewayConnection.class).inAnyNamespace().list().getItems().stream(),
            client.resources(VirtualNetwork.class).inAnyNamespace().list().getItems().stream())
        .toList();
  }

  private static void awaitNoNamespaceThatIsGoing(KubernetesClient client) {
    await("the gateways' and the agents' namespaces are there to stay, or gone")
        .atMost(LIMIT)
        .until(() ->
            Stream.of(CulvertRelease.GATEWAY_NAMESPACE, CulvertRelease.NODES_NAMESPACE)
                .map(name -> client.namespaces().withName(name).get())
                .filter(Objects::nonNull)
                .allMatch(namespace -> namespace.getMetadata().getDeletionTimestamp() == null));
  }

  private static List<String> names(List<? extends HasMetadata> objects) {
    return objects.stream().map(object -> object.getMetadata().getName()).toList();
  }
}
