package dev.culvert.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PodsTest {

  static Stream<Manifest> pods() {
    return GoldenFolder.all().stream()
        .flatMap(folder -> Chart.render(folder.values()).ofKind("Deployment", "Job").stream());
  }

  @ParameterizedTest
  @MethodSource("pods")
  void pod_keepsToPodSecurityRestricted(Manifest manifest) {
    JsonNode pod = manifest.pod().path("securityContext");
    JsonNode container = manifest.container().path("securityContext");

    assertThat(manifest.pod().path("containers")).hasSize(1);
    assertThat(manifest.pod().has("initContainers")).isFalse();
    assertThat(pod.path("runAsNonRoot").asBoolean()).isTrue();
    assertThat(pod.path("runAsUser").asInt()).isEqualTo(65532);
    assertThat(pod.at("/seccompProfile/type").asText()).isEqualTo("RuntimeDefault");
    assertThat(container.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(container.path("readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(container.at("/capabilities/drop")).hasToString("[\"ALL\"]");
    assertThat(container.path("capabilities").has("add")).isFalse();
    assertThat(manifest.pod().has("hostNetwork")).isFalse();
    assertThat(manifest.pod().path("volumes"))
        .allSatisfy(volume -> assertThat(volume.has("emptyDir")).isTrue());
  }

  static Stream<Manifest> podsAndAgents() {
    return Stream.concat(pods(), agents());
  }

  static Stream<Manifest> agents() {
    return GoldenFolder.all().stream()
        .flatMap(folder -> Chart.render(folder.values()).ofKind("DaemonSet").stream());
  }

  @ParameterizedTest
  @MethodSource("agents")
  void nodeAgent_hasThreeCapabilities_twoFoldersOfTheNode_andNoMore(Manifest manifest) {
    JsonNode container = manifest.container().path("securityContext");

    assertThat(manifest.pod().path("hostNetwork").asBoolean()).isTrue();
    assertThat(manifest.pod().has("hostPID")).isFalse();
    assertThat(manifest.pod().has("hostIPC")).isFalse();
    assertThat(manifest.pod().at("/securityContext/seccompProfile/type").asText())
        .isEqualTo("RuntimeDefault");
    assertThat(container.path("privileged").asBoolean(true)).isFalse();
    assertThat(container.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
    assertThat(container.path("readOnlyRootFilesystem").asBoolean()).isTrue();
    assertThat(container.at("/capabilities/drop")).hasToString("[\"ALL\"]");
    assertThat(container.at("/capabilities/add"))
        .hasToString("[\"NET_ADMIN\",\"SYS_ADMIN\",\"NET_RAW\"]");
    assertThat(manifest.container().has("ports")).isFalse();
    assertThat(manifest.pod().path("volumes").findValuesAsText("path"))
        .containsExactly("/run/netns", "/var/lib/cni/results");
  }

  @Test
  void nodeAgent_canBeTurnedOff() {
    Manifests manifests = Chart.render("nodeAgent: {enabled: false}");

    assertThat(manifests.ofKind("DaemonSet")).isEmpty();
    assertThat(manifests.operator().environment("CULVERT_NODES_NAMESPACE")).isEmpty();
    assertThat(Chart.render("").operator().environment("CULVERT_NODES_NAMESPACE"))
        .isEqualTo("culvert-nodes");
  }

  @ParameterizedTest
  @MethodSource("podsAndAgents")
  void container_saysItsResources(Manifest manifest) {
    JsonNode resources = manifest.container().path("resources");

    assertThat(resources.at("/requests/cpu").asText()).isNotEmpty();
    assertThat(resources.at("/requests/memory").asText()).isNotEmpty();
    assertThat(resources.at("/limits/memory").asText()).isNotEmpty();
  }

  @Test
  void uninstallCheck_isNoPodOfTheOperator() {
    Manifests manifests = Chart.render("");

    assertThat(
            manifests
                .uninstallCheck()
                .tree()
                .at("/spec/template/metadata/labels/app.kubernetes.io~1component")
                .asText())
        .isNotEqualTo(
            manifests
                .operator()
                .tree()
                .at("/spec/selector/matchLabels/app.kubernetes.io~1component")
                .asText());
  }

  @Test
  void operatorAlone_hasNoDisruptionBudget_andTwoHaveOne() {
    assertThat(Chart.render("").ofKind("PodDisruptionBudget")).isEmpty();
    assertThat(Chart.render("operator: {replicas: 2}").ofKind("PodDisruptionBudget")).hasSize(1);
  }

  @Test
  void withoutLeaderElection_theOldOperatorEndsBeforeTheNewOneStarts() {
    assertThat(
            Chart.render("operator: {leaderElection: false}")
                .operator()
                .tree()
                .at("/spec/strategy/type")
                .asText())
        .isEqualTo("Recreate");
  }
}
