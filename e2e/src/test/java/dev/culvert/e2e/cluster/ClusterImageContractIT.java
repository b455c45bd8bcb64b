package dev.culvert.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.culvert.e2e.wan.Wan;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * What Testcontainers and users of rancher/k3s rely on, asked of the image that stands in for it.
 */
@ExtendWith(ClusterExtension.class)
class ClusterImageContractIT {

  private static final String IMAGE = Repository.script("cluster-image");

  @Test
  void containerAsTestcontainersMakesIt_becomesAClusterWithAReadyNode() {
    try (K3sContainer container = container()) {
      container.start();

      try (KubernetesClient client =
          new KubernetesClientBuilder()
              .withConfig(Config.fromKubeconfig(container.getKubeConfigYaml()))
              .build()) {
        assertThat(client.nodes().list().getItems()).hasSize(1).allMatch(Readiness::isNodeReady);
      }
    }
  }

  @Test
  void argumentsOfTheSharedNode_beginWithThoseOfTestcontainers(TestCluster cluster) {
    try (K3sContainer container = container()) {
      assertThat(cluster.node().arguments()).startsWith(container.getCommandParts());
    }
  }

  @Test
  void archiveInTheImagesFolder_isImportedBeforeTheNodeIsReady(TestCluster cluster) {
    assertThat(cluster.node().exec("ls", "/var/lib/rancher/k3s/agent/images")).contains(".tar");
    assertThat(cluster.node().exec("ctr", "--namespace", "k8s.io", "images", "list", "--quiet"))
        .contains("docker.io/culvert/operator:dev", "docker.io/culvert/gateway:dev");
  }

  @Test
  void kubeconfigOfTheNode_isWhereK3sKeepsIt(TestCluster cluster) {
    assertThat(cluster.node().exec("cat", "/etc/rancher/k3s/k3s.yaml"))
        .contains("server: https://127.0.0.1:6443", "current-context: default");
  }

  @Test
  void agentWithoutAServer_isRefused() {
    assertThatThrownBy(() -> run("agent", "--token=anything"))
        .hasMessageContaining("exited with 1")
        .hasMessageContaining("--server");
  }

  @Test
  void agentWithoutAToken_isRefused() {
    assertThatThrownBy(() -> run("agent", "--server=https://192.0.2.1:6443"))
        .hasMessageContaining("exited with 1")
        .hasMessageContaining("--token");
  }

  @Test
  @EnabledIf("isStandIn")
  void agentWithAnotherTokenThanTheServers_isRefused_andJoinsNothing(TestCluster cluster) {
    Wan wan = Wan.shared();
    String address = wan.deviceAddresses().take();
    Path images = Path.of(Repository.script("build-images"));
    Node stranger =
        new NodeContainers(IMAGE, images, "another")
            .startAgent(cluster.node(), NodeContainers.on(wan.segment(), address));
    try {
      await("the end of it").atMost(Duration.ofSeconds(60)).until(() -> !stranger.isRunning());
      assertThat(Command.of("sh", "-c", "docker logs " + stranger.id() + " 2>&1").run())
          .contains("does not accept the token");
      assertThat(cluster.kubectl("get", "nodes", "-o", "name")).doesNotContain(stranger.name());
    } finally {
      stranger.remove();
      wan.deviceAddresses().giveBack(address);
    }
  }

  @Test
  @EnabledIf("isStandIn")
  void argumentThatIsNotKnown_isNamed() {
    assertThatThrownBy(() -> run("server", "--flannel-backend=none"))
        .hasMessageContaining("unknown argument \"--flannel-backend=none\"");
    assertThatThrownBy(() -> run("agent", "--tls-san=localhost"))
        .hasMessageContaining("agent: unknown argument \"--tls-san=localhost\"");
  }

  static boolean isStandIn() {
    return !IMAGE.startsWith("rancher/k3s");
  }

  private static String run(String... arguments) {
    return Command.of("sh", "-c", "exec \"$@\" 2>&1", "run", "docker", "run", "--rm", IMAGE)
        .with(arguments)
        .run();
  }

  private static K3sContainer container() {
    K3sContainer container =
        new K3sContainer(DockerImageName.parse(IMAGE).asCompatibleSubstituteFor("rancher/k3s"));
    NodeContainers.askForNoMoreThanTheHostGrants(container);
    return container;
  }
}
