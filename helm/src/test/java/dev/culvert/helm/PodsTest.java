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

  @ParameterizedTest
  @MethodSource("pods")
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
