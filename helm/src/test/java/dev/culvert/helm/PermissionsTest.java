package dev.culvert.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PermissionsTest {
  private static final List<String> OWN_NAMESPACES =
      List.of("culvert-system", "culvert-gateways", "tunnels");

  static Stream<Grant> grants() {
    return GoldenFolder.all().stream()
        .flatMap(folder -> Grant.of(Chart.render(folder.values())).stream());
  }

  @ParameterizedTest
  @CsvSource({
    "all-namespaces, ''",
    "two-namespaces, 'watch: {namespaces: [team-a, team-b]}'",
    "uninstall-by-force, 'uninstall: {force: true}'",
  })
  void permissions_areTheListedOnes(String list, String values) throws IOException {
    List<String> lines = new ArrayList<>();
    for (Grant grant : Grant.of(Chart.render(values))) {
      lines.add(grant.describe());
    }
    new GoldenFolder(GoldenFolder.ROOT.resolveSibling("permissions").resolve(list))
        .compare(
            Map.of("permissions.txt", String.join("\n", lines)),
            (committed, present) -> assertThat(present).isEqualTo(committed));
  }

  @ParameterizedTest
  @MethodSource("grants")
  void rule_hasItsReasonBesideIt(Grant grant) {
    assertThat(grant.rules())
        .isNotEmpty()
        .allSatisfy(rule -> assertThat(rule.reason()).endsWith("."));
  }

  @ParameterizedTest
  @MethodSource("grants")
  void rule_namesWhatItAllows(Grant grant) {
    assertThat(grant.rules())
        .allSatisfy(rule -> {
          assertThat(rule.resources()).noneMatch(resource -> resource.contains("*"));
          assertThat(rule.verbs()).doesNotContain("*", "bind", "escalate", "impersonate");
        });
  }

  @ParameterizedTest
  @MethodSource("grants")
  void usersNamespaces_keepTheirSecretsAndPodsToThemselves(Grant grant) {
    if (!OWN_NAMESPACES.contains(grant.namespace())) {
      assertThat(grant.rules())
          .allSatisfy(rule ->
              assertThat(rule.resources())
                  .allMatch(resource ->
                      resource.contains("culvert.dev") || resource.startsWith("events")));
    }
  }

  @Test
  void watchNamespaces_leavesNoClusterRole() {
    assertThat(
            Chart.render("watch: {namespaces: [team-a]}")
                .ofKind("ClusterRole", "ClusterRoleBinding"))
        .isEmpty();
  }

  @Test
  void operatorHasNoPermissionOfTheUninstallCheck() {
    assertThat(Grant.of(Chart.render("")))
        .filteredOn(grant -> grant.subject().equals("culvert-system/culvert"))
        .allSatisfy(grant ->
            assertThat(grant.rules())
                .noneMatch(rule -> rule.resources().contains("deployments/scale.apps")));
  }
}
