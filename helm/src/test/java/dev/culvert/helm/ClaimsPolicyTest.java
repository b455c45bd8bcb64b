package dev.culvert.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The ValidatingAdmissionPolicies before AddressClaims and NetworkSegments. */
class ClaimsPolicyTest {
  private static final String KIND = "ValidatingAdmissionPolicy";
  private static final String BINDING = "ValidatingAdmissionPolicyBinding";

  @Test
  void claimsAndSegments_areWrittenByTheOperatorsAccountAlone_andRemovedByThoseThatMust() {
    Manifests manifests = Chart.render("");
    Manifest policy = manifests.only(KIND, "culvert-claims");

    assertThat(policy.tree().at("/spec/matchConstraints/resourceRules"))
        .hasToString(
            """
            [{"apiGroups":["culvert.dev"],"apiVersions":["*"],\
            "operations":["CREATE","UPDATE","DELETE"],\
            "resources":["addressclaims","networksegments"],"scope":"Namespaced"}]\
            """);
    assertThat(variable(policy, "writers"))
        .containsExactly(account("culvert-system", manifests.operator()));
    assertThat(variable(policy, "removers"))
        .containsExactlyInAnyOrder(
            account("culvert-system", manifests.uninstallCheck()),
            "system:serviceaccount:kube-system:namespace-controller",
            "system:serviceaccount:kube-system:generic-garbage-collector",
            "system:kube-controller-manager");
  }

  @Test
  void status_isWrittenByTheNodeAgentsAccountAlone() {
    Manifests manifests = Chart.render("nodeAgent: {namespace: wires}");
    Manifest policy = manifests.only(KIND, "culvert-claims-status");

    assertThat(policy.tree().at("/spec/matchConstraints/resourceRules/0/resources"))
        .hasToString("[\"addressclaims/status\",\"networksegments/status\"]");
    assertThat(variable(policy, "writers"))
        .containsExactly(account("wires", manifests.only("DaemonSet", "culvert-node-agent")));
  }

  @Test
  void furtherWriters_areThoseThatAreNamed_withEachLetterOfTheirNames() {
    Manifests manifests =
        Chart.render("claims: {writers: [admin, 'o''brien \"<x>\"', 'system:serviceaccount:v:v']}");

    for (Manifest policy : ofClaims(manifests, KIND)) {
      assertThat(variable(policy, "writers"))
          .hasSize(4)
          .contains("admin", "o'brien \"<x>\"", "system:serviceaccount:v:v");
    }
  }

  @Test
  void policies_areInForce_andRefuseWhereTheyCannotBeAsked() {
    Manifests manifests = Chart.render("");
    Set<String> bound = new TreeSet<>();
    for (Manifest binding : ofClaims(manifests, BINDING)) {
      assertThat(binding.tree().at("/spec/validationActions")).hasToString("[\"Deny\"]");
      assertThat(binding.tree().path("spec").has("matchResources")).isFalse();
      bound.add(binding.tree().at("/spec/policyName").asText());
    }

    assertThat(bound).containsExactly("culvert-claims", "culvert-claims-status");
    assertThat(ofClaims(manifests, KIND))
        .hasSize(2)
        .allSatisfy(policy ->
            assertThat(policy.tree().at("/spec/failurePolicy").asText()).isEqualTo("Fail"));
  }

  /** They are no namespace's objects, as little as ClusterRoles are. */
  @ParameterizedTest
  @ValueSource(strings = {"watch: {namespaces: [team-a]}", "nodeAgent: {enabled: false}"})
  void withoutTheRightOrTheNeed_thereAreNone(String values) {
    assertThat(ofClaims(Chart.render(values), KIND, BINDING)).isEmpty();
  }

  private static List<Manifest> ofClaims(Manifests manifests, String... kinds) {
    return manifests.ofKind(kinds).stream()
        .filter(manifest -> manifest.name().startsWith("culvert-claims"))
        .toList();
  }

  private static String account(String namespace, Manifest workload) {
    assertThat(workload.namespace()).isEqualTo(namespace);
    return "system:serviceaccount:%s:%s"
        .formatted(
            namespace, workload.tree().at("/spec/template/spec/serviceAccountName").asText());
  }

  /** A list that is written as CEL and as JSON alike. */
  private static List<String> variable(Manifest policy, String name) {
    for (JsonNode variable : policy.tree().at("/spec/variables")) {
      if (variable.path("name").asText().equals(name)) {
        try {
          return Chart.YAML
              .readTree(variable.path("expression").asText())
              .valueStream()
              .map(JsonNode::asText)
              .toList();
        } catch (JsonProcessingException e) {
          throw new AssertionError("no list: " + variable, e);
        }
      }
    }
    throw new AssertionError(policy.id() + " has no variable " + name);
  }
}
