package dev.culvert.operator.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.crds.v1alpha1.ExposureType;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.DeploymentSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What every gateway's pod may do and what becomes of it, whatever is wished of the gateway. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.culvert.operator.gateway.GatewayCase#all")
class GatewayPodTest {
  private final DeploymentSpec deployment;
  private final PodSpec pod;
  private final Container container;
  private final boolean onHost;

  GatewayPodTest(GatewayCase given) {
    deployment = given.deployment().getSpec();
    pod = deployment.getTemplate().getSpec();
    container = pod.getContainers().getFirst();
    onHost = given.wish().gateway().exposed().type() == ExposureType.HOST_PORT;
  }

  @Test
  void container_hasThreeCapabilitiesAndNoWayToMore() {
    SecurityContext security = container.getSecurityContext();
    assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(security.getCapabilities().getAdd())
        .containsExactlyInAnyOrder("NET_ADMIN", "NET_BIND_SERVICE", "MKNOD");
    assertThat(security.getPrivileged()).isNotEqualTo(true);
    assertThat(security.getAllowPrivilegeEscalation()).isFalse();
  }

  @Test
  void container_isAloneInItsPod() {
    assertThat(pod.getContainers()).hasSize(1);
    assertThat(pod.getInitContainers()).isEmpty();
  }

  @Test
  void container_writesIntoMemoryOnly() {
    assertThat(container.getSecurityContext().getReadOnlyRootFilesystem()).isTrue();
    assertThat(container.getVolumeMounts())
        .filteredOn(mount -> mount.getReadOnly() == null || !mount.getReadOnly())
        .singleElement()
        .satisfies(mount ->
            assertThat(volume(mount.getName()).getEmptyDir().getMedium()).isEqualTo("Memory"));
  }

  @Test
  void systemCalls_areFilteredByTheRuntimesProfile() {
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(container.getSecurityContext().getSeccompProfile()).isNull();
  }

  @Test
  void pod_hasNoCredentialsOfTheCluster() {
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getServiceAccountName()).isNull();
    assertThat(pod.getEnableServiceLinks()).isFalse();
    assertThat(pod.getVolumes()).allSatisfy(volume -> assertThat(volume.getProjected()).isNull());
  }

  @Test
  void pod_sharesNothingWithItsNode() {
    assertThat(pod.getHostNetwork()).isNotEqualTo(true);
    assertThat(pod.getHostPID()).isNotEqualTo(true);
    assertThat(pod.getHostIPC()).isNotEqualTo(true);
    assertThat(pod.getVolumes()).allSatisfy(volume -> assertThat(volume.getHostPath()).isNull());
    if (!onHost) {
      assertThat(container.getPorts()).allSatisfy(port -> assertThat(port.getHostPort()).isNull());
    }
  }

  @Test
  void secrets_areReadByRootAlone() {
    assertThat(pod.getVolumes())
        .filteredOn(volume -> volume.getSecret() != null)
        .hasSize(2)
        .allSatisfy(volume -> assertThat(volume.getSecret().getDefaultMode()).isEqualTo(0400));
  }

  @Test
  void oneSlot_neverHasTwoPods() {
    assertThat(deployment.getReplicas()).isEqualTo(1);
    assertThat(deployment.getStrategy().getType()).isEqualTo("Recreate");
  }

  @Test
  void lostNode_isLeftAfterTenSeconds() {
    assertThat(pod.getTolerations())
        .hasSize(2)
        .allSatisfy(toleration -> {
          assertThat(toleration.getOperator()).isEqualTo("Exists");
          assertThat(toleration.getEffect()).isEqualTo("NoExecute");
          assertThat(toleration.getTolerationSeconds()).isEqualTo(10);
        })
        .extracting(toleration -> toleration.getKey())
        .containsExactlyInAnyOrder(
            "node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable");
  }

  private Volume volume(String name) {
    return pod.getVolumes().stream()
        .filter(v -> v.getName().equals(name))
        .findFirst()
        .orElseThrow();
  }
}
