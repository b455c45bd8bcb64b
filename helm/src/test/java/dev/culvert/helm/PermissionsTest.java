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
      List.of("culvert-system", "culvert-gateways", "tunnels", "culvert-nodes", "wires");

  static Stream<Grant> grants() {
    return GoldenFolder.all().stream()
        .flatMap(folder -> Grant.of(Chart.render(folder.values())).stream());
  }

  @ParameterizedTest
  @CsvSource({
    "all-namespaces, ''",
    "two-namespaces, 'watch: {namespaces: [team-a, team-b]}'",
    "ports-of-nodes, 'exposures: {allowed: [ClusterIP, HostPort, NodePort]}'",
    "uninstall-by-force, 'uninstall: {force: true}'",
    "without-node-agents, 'nodeAgent: {enabled: false}'",
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
  void usersNamespaces_keepTheirPodsToThemselves(Grant grant) {
    if (!OWN_NAMESPACES.contains(grant.namespace())) {
      assertThat(grant.rules())
          .filteredOn(rule -> !rule.resources().stream().allMatch(r -> r.contains("culvert.dev")))
          .extracting(rule -> String.join(" ", rule.resources()) + ": " + rule.verbs())
          .isSubsetOf(
              "events.events.k8s.io: [create]",
              "secrets: [list, watch]",
              "pods: [list, watch]",
              "pods/status: [patch]",
              "statefulsets.apps: [get]",
              "namespaces: [list, watch]",
              "nodes: [list]",
              "nodes: [get]",
              "mutatingwebhookconfigurations.admissionregistration.k8s.io: [get, patch]",
              "servicecidrs.networking.k8s.io: [list]");
    }
  }

  @Test
  void withoutNodeAgents_podsOfUsersAreNotRead() {
    assertThat(Grant.of(Chart.render("nodeAgent: {enabled: false}")))
        .filteredOn(grant -> !OWN_NAMESPACES.contains(grant.namespace()))
        .flatExtracting(Grant::rules)
        .flatExtracting(Grant.Rule::resources)
        .doesNotContain("pods", "pods/status", "namespaces", "addressclaims.culvert.dev");
  }

  @ParameterizedTest
  @MethodSource("grants")
  void nodeAgents_readPodsOfTheirOwnNamespaceOnly_andWriteOneStatusAndEvents(Grant grant) {
    if (grant.subject().endsWith("-node-agent")) {
      assertThat(grant.rules())
          .extracting(rule -> String.join(" ", rule.resources()) + ": " + rule.verbs())
          .isEqualTo(
              grant.namespace().equals(grant.subject().split("/")[0])
                  ? List.of(
                      "networksegments.culvert.dev: [list, watch]",
                      "pods: [list, watch]",
                      "events.events.k8s.io: [create]")
                  : List.of(
                      "addressclaims.culvert.dev: [list, watch]",
                      "addressclaims/status.culvert.dev: [patch]"));
    }
  }

  @ParameterizedTest
  @MethodSource("grants")
  void usersSecrets_areListedAndWatchedByTheOperatorAlone_andNeverWritten(Grant grant) {
    if (!OWN_NAMESPACES.contains(grant.namespace())) {
      assertThat(grant.rules())
          .filteredOn(rule -> rule.resources().contains("secrets"))
          .hasSize(grant.subject().equals("culvert-system/culvert") ? 1 : 0)
          .allSatisfy(rule -> assertThat(rule.verbs()).containsExactly("list", "watch"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "'', 0",
    "'exposures: {allowed: [ClusterIP, HostPort]}', 1",
    "'exposures: {allowed: [ClusterIP, NodePort]}', 1",
    "'{exposures: {allowed: [ClusterIP, NodePort]}, watch: {namespaces: [team-a]}}', 0",
  })
  void nodes_areReadOnlyWhereTheirPortsMayBeOpened_andNotInRoles(String values, int rules) {
    assertThat(Grant.of(Chart.render(values)))
        .flatExtracting(Grant::rules)
        .filteredOn(rule -> rule.resources().contains("nodes") && rule.verbs().contains("get"))
        .hasSize(rules);
  }

  @ParameterizedTest
  @MethodSource("grants")
  void webhookConfigurations_ofOthers_areNotTouched(Grant grant) {
    assertThat(grant.rules())
        .filteredOn(rule -> rule.resources().toString().contains("webhookconfigurations"))
        .allSatisfy(rule -> assertThat(rule.names()).containsExactly("culvert"));
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
