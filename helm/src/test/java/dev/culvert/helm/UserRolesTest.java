package dev.culvert.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The ClusterRoles that users get by Kubernetes' own ones. */
class UserRolesTest {
  private static final String AGGREGATE = "rbac.authorization.k8s.io/aggregate-to-";

  @ParameterizedTest
  @CsvSource({
    "'', true, false, true",
    "'rbac: {aggregate: {view: false}}', false, false, true",
    "'rbac: {aggregate: {edit: true}}', true, true, true",
    "'rbac: {aggregate: {admin: false}}', true, false, false",
  })
  void viewersSee_andAdministratorsOfANamespaceWrite_asTheValuesSay(
      String values, boolean view, boolean edit, boolean admin) {
    Manifests manifests = Chart.render(values);

    assertThat(isAggregated(manifests, "culvert-view", "view")).isEqualTo(view);
    assertThat(isAggregated(manifests, "culvert-edit", "edit")).isEqualTo(edit);
    assertThat(isAggregated(manifests, "culvert-edit", "admin")).isEqualTo(admin);
    assertThat(isAggregated(manifests, "culvert-edit", "view")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"culvert-view", "culvert-edit"})
  void nobody_writesClaimsSegmentsOrAStatus(String role) {
    for (JsonNode rule : role(Chart.render(""), role).tree().path("rules")) {
      List<String> verbs = rule.path("verbs").valueStream().map(JsonNode::asText).toList();
      List<String> resources = rule.path("resources").valueStream().map(JsonNode::asText).toList();
      assertThat(rule.path("apiGroups")).hasToString("[\"culvert.dev\"]");
      assertThat(resources).noneMatch(name -> name.contains("/") || name.contains("*"));
      if (!List.of("get", "list", "watch").containsAll(verbs)) {
        assertThat(role).isEqualTo("culvert-edit");
        assertThat(resources)
            .containsExactly("virtualnetworks", "localnetworksites", "gatewayconnections");
      }
    }
  }

  @Test
  void watchNamespaces_leavesNone() {
    assertThat(Chart.render("watch: {namespaces: [team-a]}").ofKind("ClusterRole")).isEmpty();
  }

  private static Manifest role(Manifests manifests, String name) {
    return manifests.only("ClusterRole", name);
  }

  private static boolean isAggregated(Manifests manifests, String role, String to) {
    return role(manifests, role)
        .tree()
        .at("/metadata/labels")
        .path(AGGREGATE + to)
        .asText()
        .equals("true");
  }
}
