package dev.culvert.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ClusterExtension.class)
class ClusterIT {

  @Test
  void podOfARestrictedNamespace_runs_andRunsAgainAfterTheNodeRestarted(TestCluster cluster) {
    String namespace = cluster.newNamespace("pods");
    cluster.client().resource(pod(namespace, true)).create();
    cluster
        .client()
        .pods()
        .inNamespace(namespace)
        .withName("idle")
        .waitUntilReady(60, java.util.concurrent.TimeUnit.SECONDS);

    cluster.restartNode();

    await("the pod's process started once more")
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                cluster
                    .client()
                    .pods()
                    .inNamespace(namespace)
                    .withName("idle")
                    .get()
                    .getStatus()
                    .getContainerStatuses()
                    .getFirst(),
            status -> status.getRestartCount() == 1 && status.getReady());
  }

  @Test
  void podThatWantsMoreThanRestrictedAllows_isRefusedAtAdmission(TestCluster cluster) {
    String namespace = cluster.newNamespace("pods");

    assertThatThrownBy(() -> cluster.client().resource(pod(namespace, false)).create())
        .isInstanceOf(KubernetesClientException.class)
        .hasMessageContaining("violates PodSecurity \"restricted");
  }

  @Test
  void apiServerThatWasCut_answersAgainWhenRestored(TestCluster cluster) {
    cluster.node().cutApiServer();
    try {
      assertThatThrownBy(() -> cluster.kubectl("get", "nodes", "--request-timeout=2s"))
          .isInstanceOf(CommandFailedException.class);
    } finally {
      cluster.node().restoreApiServer();
    }

    assertThat(cluster.kubectl("get", "nodes", "-o", "name")).startsWith("node/");
  }

  private static Pod pod(String namespace, boolean modest) {
    return new PodBuilder()
        .withNewMetadata()
        .withName("idle")
        .withNamespace(namespace)
        .endMetadata()
        .withNewSpec()
        .withTerminationGracePeriodSeconds(0L)
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(65532L)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .addNewContainer()
        .withName("idle")
        .withImage("culvert/operator:dev")
        .withCommand("sleep", "infinity")
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(!modest)
        .withNewCapabilities()
        .addToDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .endContainer()
        .endSpec()
        .build();
  }
}
