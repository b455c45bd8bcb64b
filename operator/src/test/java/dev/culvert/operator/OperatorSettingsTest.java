package dev.culvert.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.culvert.crds.v1alpha1.ExposureType;
import dev.culvert.crds.v1alpha1.Sku;
import dev.culvert.operator.admission.WaitContainer;
import dev.culvert.operator.gateway.ExposureSettings;
import dev.culvert.operator.gateway.GatewaySettings;
import dev.culvert.operator.plan.Prefix;
import io.fabric8.kubernetes.api.model.Quantity;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OperatorSettingsTest {
  private static final Map<String, String> REQUIRED =
      Map.of(
          "CULVERT_OPERATOR_NAMESPACE", "culvert-system",
          "CULVERT_POD_NAME", "culvert-0",
          "CULVERT_GATEWAY_NAMESPACE", "culvert-gateways",
          "CULVERT_GATEWAY_IMAGE", "culvert/gateway:1.0.0");

  private static final OperatorSettings DEFAULTS =
      new OperatorSettings(
          "culvert-system",
          "culvert-0",
          Set.of(),
          true,
          new GatewaySettings(
              "culvert-gateways",
              "culvert-system",
              "culvert/gateway:1.0.0",
              "IfNotPresent",
              List.of(),
              Optional.empty(),
              Map.of(),
              Map.of(),
              Map.of(),
              1,
              ExposureSettings.closed()),
          Optional.empty(),
          Optional.empty());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CULVERT_OPERATOR_NAMESPACE",
        "CULVERT_POD_NAME",
        "CULVERT_GATEWAY_NAMESPACE",
        "CULVERT_GATEWAY_IMAGE"
      })
  void requiredVariable_thatIsMissingOrBlank_isNamed(String variable) {
    Map<String, String> missing = new HashMap<>(REQUIRED);
    missing.remove(variable);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OperatorSettings.read(missing))
        .withMessage("environment variable " + variable + " is not set");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(variable, " "))
        .withMessage("environment variable " + variable + " is not set");
  }

  @Test
  void everythingElse_hasADefault() {
    assertThat(OperatorSettings.read(REQUIRED)).isEqualTo(DEFAULTS);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CULVERT_WATCH_NAMESPACES",
        "CULVERT_LEADER_ELECTION",
        "CULVERT_GATEWAY_IMAGE_PULL_POLICY",
        "CULVERT_GATEWAY_IMAGE_PULL_SECRETS",
        "CULVERT_GATEWAY_PRIORITY_CLASS",
        "CULVERT_GATEWAY_RESOURCES",
        "CULVERT_LOCATIONS",
        "CULVERT_EXPOSURES",
        "CULVERT_WEBHOOK_SERVICE",
        "CULVERT_WEBHOOK_IMAGE_PULL_POLICY",
        "CULVERT_NODES_NAMESPACE",
        "CULVERT_CLUSTER_RANGES"
      })
  void otherVariable_thatIsBlank_countsAsMissing(String variable) {
    assertThat(read(variable, " ")).isEqualTo(DEFAULTS);
    assertThat(read(variable, "")).isEqualTo(DEFAULTS);
  }

  @Test
  void lists_areSeparatedByCommas() {
    assertThat(read("CULVERT_WATCH_NAMESPACES", "team-b, team-a,,").watchNamespaces())
        .containsExactly("team-b", "team-a");
    assertThat(read("CULVERT_GATEWAY_IMAGE_PULL_SECRETS", "one,two").gateways().imagePullSecrets())
        .containsExactly("one", "two");
  }

  @Test
  void imageAndRank_areTakenAsTheyAre() {
    assertThat(read("CULVERT_GATEWAY_IMAGE_PULL_POLICY", "Never").gateways().imagePullPolicy())
        .isEqualTo("Never");
    assertThat(read("CULVERT_GATEWAY_PRIORITY_CLASS", "critical").gateways().priorityClass())
        .contains("critical");
  }

  @Test
  void leaderElection_isTrueOrFalse_andNothingElse() {
    assertThat(read("CULVERT_LEADER_ELECTION", "true").electsLeader()).isTrue();
    assertThat(read("CULVERT_LEADER_ELECTION", "false").electsLeader()).isFalse();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read("CULVERT_LEADER_ELECTION", "yes"))
        .withMessageContaining("CULVERT_LEADER_ELECTION");
  }

  @Test
  void locations_haveNodeSelectors_orNone() {
    assertThat(
            read(
                    "CULVERT_LOCATIONS",
                    """
                    {"north": {"nodeSelector": {"region": "n", "disk": "fast"}}, "south": {}}
                    """)
                .gateways()
                .locations())
        .isEqualTo(Map.of("north", Map.of("region", "n", "disk", "fast"), "south", Map.of()));
  }

  @Test
  void nodesOfGateways_areGivenByTheirLabels() {
    assertThat(read("CULVERT_GATEWAY_NODES", "{\"networks\": \"yes\"}").gateways().nodes())
        .isEqualTo(Map.of("networks", "yes"));
  }

  @Test
  void exposures_areReadAsTheChartWritesThem() {
    assertThat(
            read(
                    "CULVERT_EXPOSURES",
                    """
                    {"allowed": ["ClusterIP", "NodePort"],
                     "loadBalancer": {"annotations": {"a": "b"}, "class": "", "sourceRanges": ["203.0.113.0/24"]},
                     "nodePort": {"annotations": {}}}
                    """)
                .gateways()
                .exposures())
        .isEqualTo(
            new ExposureSettings(
                Set.of(ExposureType.CLUSTER_IP, ExposureType.NODE_PORT),
                Map.of("a", "b"),
                null,
                List.of("203.0.113.0/24"),
                Map.of()));
  }

  @ParameterizedTest
  @ValueSource(strings = {"10.42.0.0/16, 10.43.0.0/16", "[\"10.42.0.0/16\", \"10.43.0.0/16\"]"})
  void clusterRanges_areAList_andTheApiServersAddressIsOne(String text) {
    Map<String, String> environment = new HashMap<>(REQUIRED);
    environment.put("CULVERT_NODES_NAMESPACE", "culvert-nodes");
    environment.put("CULVERT_CLUSTER_RANGES", text);
    environment.put("KUBERNETES_SERVICE_HOST", "10.96.0.1");
    assertThat(OperatorSettings.read(environment).nodeAgents())
        .contains(
            new OperatorSettings.NodeAgents(
                "culvert-nodes",
                Prefix.all(List.of("10.42.0.0/16", "10.43.0.0/16", "10.96.0.1/32"))));
  }

  @Test
  void nodeAgents_areOff_whereTheirNamespaceIsNotNamed() {
    assertThat(read("CULVERT_CLUSTER_RANGES", "10.42.0.0/16").nodeAgents()).isEmpty();
  }

  @Test
  void clusterRange_thatIsNoPrefix_isNamed() {
    Map<String, String> environment = new HashMap<>(REQUIRED);
    environment.put("CULVERT_NODES_NAMESPACE", "culvert-nodes");
    environment.put("CULVERT_CLUSTER_RANGES", "10.42.0.1/16");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OperatorSettings.read(environment))
        .withMessageContaining("CULVERT_CLUSTER_RANGES")
        .withMessageContaining("10.42.0.1/16");
  }

  @Test
  void webhook_isOnWhereItHasAService() {
    Map<String, String> environment = new HashMap<>(REQUIRED);
    environment.put("CULVERT_WEBHOOK_SERVICE", "culvert-webhook");
    environment.put("CULVERT_WEBHOOK_CONFIGURATION", "culvert");
    environment.put("CULVERT_WEBHOOK_IMAGE", "culvert/node-agent:1.0.0");
    assertThat(OperatorSettings.read(environment).webhook())
        .contains(
            new WebhookSettings(
                "culvert-webhook",
                "culvert",
                new WaitContainer("culvert/node-agent:1.0.0", "IfNotPresent")));
    environment.put("CULVERT_WEBHOOK_IMAGE_PULL_POLICY", "Always");
    assertThat(OperatorSettings.read(environment).webhook().orElseThrow().waiting().pullPolicy())
        .isEqualTo("Always");
  }

  @ParameterizedTest
  @ValueSource(strings = {"CULVERT_WEBHOOK_CONFIGURATION", "CULVERT_WEBHOOK_IMAGE"})
  void variableTheWebhookNeeds_thatIsMissing_isNamed(String variable) {
    Map<String, String> environment = new HashMap<>(REQUIRED);
    environment.put("CULVERT_WEBHOOK_SERVICE", "culvert-webhook");
    environment.put("CULVERT_WEBHOOK_CONFIGURATION", "culvert");
    environment.put("CULVERT_WEBHOOK_IMAGE", "culvert/node-agent:1.0.0");
    environment.remove(variable);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> OperatorSettings.read(environment))
        .withMessage("environment variable " + variable + " is not set");
  }

  @Test
  void resources_areBySku() {
    var resources =
        read(
                "CULVERT_GATEWAY_RESOURCES",
                """
                {"HighPerformance": {"requests": {"cpu": 2}, "limits": {"memory": "1Gi"}}}
                """)
            .gateways()
            .resources();
    assertThat(resources).containsOnlyKeys(Sku.HIGH_PERFORMANCE);
    assertThat(resources.get(Sku.HIGH_PERFORMANCE).getRequests())
        .isEqualTo(Map.of("cpu", new Quantity("2")));
    assertThat(resources.get(Sku.HIGH_PERFORMANCE).getLimits())
        .isEqualTo(Map.of("memory", new Quantity("1Gi")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "CULVERT_LOCATIONS | rosebud",
        "CULVERT_LOCATIONS | null",
        "CULVERT_LOCATIONS | [\"rosebud\"]",
        "CULVERT_LOCATIONS | {\"rosebud\": null}",
        "CULVERT_LOCATIONS | {\"rosebud\": \"rosebud\"}",
        "CULVERT_LOCATIONS | {\"rosebud\": {\"rosebud\": {}}}",
        "CULVERT_LOCATIONS | {\"rosebud\": {\"nodeSelector\": {\"rosebud\": null}}}",
        "CULVERT_LOCATIONS | {\"rosebud\": {}",
        "CULVERT_GATEWAY_NODES | rosebud",
        "CULVERT_GATEWAY_NODES | {\"rosebud\": null}",
        "CULVERT_GATEWAY_RESOURCES | rosebud",
        "CULVERT_GATEWAY_RESOURCES | null",
        "CULVERT_GATEWAY_RESOURCES | {\"rosebud\": {}}",
        "CULVERT_GATEWAY_RESOURCES | {\"Basic\": null}",
        "CULVERT_GATEWAY_RESOURCES | {\"Basic\": {\"requests\": \"rosebud\"}}",
      })
  void malformedVariable_isNamed_andItsValueIsNot(String variable, String value) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> read(variable, value))
        .withMessageStartingWith("environment variable " + variable + " cannot be read")
        .withMessageNotContaining("rosebud");
  }

  private static OperatorSettings read(String variable, String value) {
    Map<String, String> environment = new HashMap<>(REQUIRED);
    environment.put(variable, value);
    return OperatorSettings.read(environment);
  }
}
