package dev.culvert.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookTest {
  private static final String KIND = "MutatingWebhookConfiguration";

  @Test
  void operator_servesWhatTheConfigurationNames() {
    Manifests manifests = Chart.render("");
    JsonNode service = webhook(manifests).at("/clientConfig/service");
    Manifest named = manifests.only("Service", service.path("name").asText());

    assertThat(named.namespace()).isEqualTo(service.path("namespace").asText());
    assertThat(named.tree().at("/spec/ports/0/port")).isEqualTo(service.path("port"));
    assertThat(manifests.operator().container().path("ports").findValuesAsText("name"))
        .contains(named.tree().at("/spec/ports/0/targetPort").asText());
    assertThat(manifests.operator().environment("CULVERT_WEBHOOK_SERVICE")).isEqualTo(named.name());
    assertThat(manifests.operator().environment("CULVERT_WEBHOOK_CONFIGURATION"))
        .isEqualTo(manifests.ofKind(KIND).getFirst().name());
  }

  @Test
  void operatorsCertificate_isNotOverwrittenByAnUpgrade() {
    assertThat(webhook(Chart.render("")).path("clientConfig").has("caBundle")).isFalse();
  }

  @Test
  void podOfNoNetwork_isNotAskedAbout_andNoneIsHeldBack() {
    JsonNode webhook = webhook(Chart.render("webhook: {timeoutSeconds: 7}"));

    assertThat(webhook.path("objectSelector"))
        .hasToString(
            """
            {"matchExpressions":[{"key":"culvert.dev/virtual-network","operator":"Exists"}]}\
            """);
    assertThat(webhook.path("rules"))
        .hasToString(
            """
            [{"apiGroups":[""],"apiVersions":["v1"],"operations":["CREATE"],\
            "resources":["pods"],"scope":"Namespaced"}]\
            """);
    assertThat(webhook.path("failurePolicy").asText()).isEqualTo("Ignore");
    assertThat(webhook.path("sideEffects").asText()).isEqualTo("None");
    assertThat(webhook.path("timeoutSeconds").asInt()).isEqualTo(7);
  }

  @Test
  void podsOfCulvertItself_areNotAskedAbout() {
    assertThat(webhook(Chart.render("gateway: {namespace: tunnels}")).path("namespaceSelector"))
        .hasToString(
            """
            {"matchExpressions":[{"key":"kubernetes.io/metadata.name","operator":"NotIn",\
            "values":["culvert-system","tunnels","culvert-nodes"]}]}\
            """);
  }

  @Test
  void containerThatWaits_runsTheNodeAgentsImage() {
    Manifest operator =
        Chart.render("{images: {pullPolicy: Never}, nodeAgent: {image: {tag: v2}}}").operator();

    assertThat(operator.environment("CULVERT_WEBHOOK_IMAGE")).isEqualTo("culvert/node-agent:v2");
    assertThat(operator.environment("CULVERT_WEBHOOK_IMAGE_PULL_POLICY")).isEqualTo("Never");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "webhook: {enabled: false}",
        "nodeAgent: {enabled: false}",
        "watch: {namespaces: [team-a]}",
      })
  void withoutWebhook_nothingOfItIsLeft(String values) {
    Manifests manifests = Chart.render(values + "\nnetworkPolicy: {enabled: true}");

    assertThat(manifests.all())
        .noneMatch(manifest -> manifest.kind().equals(KIND))
        .noneMatch(manifest -> manifest.name().endsWith("webhook"));
    assertThat(manifests.operator().environment("CULVERT_WEBHOOK_SERVICE")).isEmpty();
    assertThat(manifests.operator().container().path("ports")).hasSize(1);
    assertThat(manifests.only("NetworkPolicy", "culvert").tree().at("/spec/ingress")).hasSize(1);
  }

  @Test
  void networkPolicy_letsTheWebhookBeAsked() {
    JsonNode ingress =
        Chart.render("networkPolicy: {enabled: true}")
            .only("NetworkPolicy", "culvert")
            .tree()
            .at("/spec/ingress");

    assertThat(ingress.findValuesAsText("port")).containsExactly("http", "webhook");
  }

  private static JsonNode webhook(Manifests manifests) {
    JsonNode webhooks = manifests.only(KIND, "culvert").tree().path("webhooks");
    assertThat(webhooks).hasSize(1);
    return webhooks.path(0);
  }
}
