package dev.culvert.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What bounds the operator's writes; whether it does is tried against an API server. */
class OperatorPoliciesTest {
  private static final String POLICY = "ValidatingAdmissionPolicy";
  private static final String BINDING = "ValidatingAdmissionPolicyBinding";
  private static final List<String> NAMES =
      List.of(
          "culvert-operator-deployments", "culvert-operator-secrets", "culvert-operator-services");

  @Test
  void policies_failClosed_andDeny() {
    Manifests manifests = Chart.render("");

    for (String name : NAMES) {
      assertThat(manifests.only(POLICY, name).tree().at("/spec/failurePolicy").asText())
          .isEqualTo("Fail");
      JsonNode binding = manifests.only(BINDING, name).tree().path("spec");
      assertThat(binding.path("policyName").asText()).isEqualTo(name);
      assertThat(binding.path("validationActions")).hasToString("[\"Deny\"]");
      assertThat(binding.has("matchResources")).as("everywhere").isFalse();
    }
  }

  @Test
  void policies_askAboutTheOperatorsAccountAlone_whateverTheReleaseIsCalled() {
    for (String name : NAMES) {
      assertThat(Chart.render("").only(POLICY, name).tree().at("/spec/matchConditions"))
          .singleElement()
          .satisfies(condition ->
              assertThat(condition.path("expression").asText())
                  .isEqualTo(
                      "request.userInfo.username == 'system:serviceaccount:culvert-system:culvert'"));
    }
  }

  @Test
  void everyKindWithContentThatTheOperatorWritesInTheGatewaysNamespace_isBound() {
    Manifests manifests = Chart.render("");

    assertThat(
            Grant.of(manifests).stream()
                .filter(grant -> grant.subject().equals("culvert-system/culvert"))
                .filter(grant -> grant.namespace().equals("culvert-gateways"))
                .flatMap(grant -> grant.rules().stream())
                .filter(rule -> rule.verbs().contains("create"))
                .flatMap(rule -> rule.resources().stream())
                .map(resource -> resource.split("\\.")[0]))
        .as("networkpolicies and events give nobody anything")
        .containsExactlyInAnyOrder(
            "deployments", "secrets", "services", "networkpolicies", "events");
    assertThat(manifests.ofKind(POLICY)).extracting(Manifest::name).containsAll(NAMES);
  }

  @Test
  void operatorAndPolicy_areToldOfOneAccount_whichHasNoRightAndNoToken() {
    Manifests manifests = Chart.render("gateway: {namespace: tunnels}");
    String name = manifests.operator().environment("CULVERT_GATEWAY_SERVICE_ACCOUNT");
    Manifest account = manifests.only("ServiceAccount", name);

    assertThat(account.namespace()).isEqualTo("tunnels");
    assertThat(account.tree().path("automountServiceAccountToken").asBoolean(true)).isFalse();
    assertThat(manifests.only(POLICY, NAMES.getFirst()).text())
        .contains("['', 'default', '%s']".formatted(name))
        .contains("object.metadata.namespace == 'tunnels'");
    assertThat(Grant.of(manifests)).extracting(Grant::subject).doesNotContain("tunnels/" + name);
  }

  @Test
  void watchNamespaces_leavesNoObjectThatIsNoNamespaces() {
    assertThat(Chart.render("watch: {namespaces: [team-a]}").ofKind(POLICY, BINDING)).isEmpty();
  }
}
