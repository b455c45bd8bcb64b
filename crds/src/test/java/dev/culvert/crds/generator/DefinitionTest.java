package dev.culvert.crds.generator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.LocalNetworkSite;
import dev.culvert.crds.v1alpha1.NetworkSegment;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What every definition promises, whatever its fields are. */
class DefinitionTest {

  private static final JsonNode NETWORK = CrdGenerator.definition(VirtualNetwork.class);
  private static final JsonNode SITE = CrdGenerator.definition(LocalNetworkSite.class);
  private static final JsonNode CONNECTION = CrdGenerator.definition(GatewayConnection.class);

  private static final JsonNode CLAIM = CrdGenerator.definition(AddressClaim.class);
  private static final JsonNode SEGMENT = CrdGenerator.definition(NetworkSegment.class);

  static Stream<JsonNode> definitions() {
    return Stream.concat(withStatus(), Stream.of(SEGMENT));
  }

  static Stream<JsonNode> withStatus() {
    return Stream.of(NETWORK, SITE, CONNECTION, CLAIM);
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void everyField_isExplained(JsonNode definition) {
    schemas(definition)
        .forEach((path, schema) -> {
          if (!path.endsWith("[]") && !path.equals(".metadata")) {
            assertThat(schema.path("description").asText()).as(path).endsWith(".");
          }
        });
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void everyString_isBounded(JsonNode definition) {
    schemas(definition)
        .forEach((path, schema) -> {
          if (type(schema).equals("string") && path.matches("\\.(spec|status).*")) {
            assertThat(Stream.of("maxLength", "enum", "format").anyMatch(schema::has))
                .as(path)
                .isTrue();
          }
        });
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void everyList_isBounded_andSaysHowItMerges(JsonNode definition) {
    schemas(definition)
        .forEach((path, schema) -> {
          if (type(schema).equals("array")) {
            assertThat(schema.path("maxItems").isIntegralNumber()).as(path).isTrue();
            assertThat(schema.path("x-kubernetes-list-type").asText())
                .as(path)
                .isIn("map", "set", "atomic");
          }
        });
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void everyInteger_hasASize_andWholeBounds(JsonNode definition) {
    schemas(definition)
        .forEach((path, schema) -> {
          if (type(schema).equals("integer")) {
            assertThat(schema.path("format").asText()).as(path).isIn("int32", "int64");
            assertThat(schema.path("minimum").isIntegralNumber()).as(path).isTrue();
          }
        });
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void everyRule_hasAMessage_andIsGivenOnce(JsonNode definition) {
    schemas(definition)
        .forEach((path, schema) -> {
          List<JsonNode> rules = list(schema.path("x-kubernetes-validations"));
          assertThat(rules).as(path).doesNotHaveDuplicates().allMatch(r -> r.has("message"));
        });
  }

  @ParameterizedTest
  @MethodSource("withStatus")
  void conditions_areKeyedByType(JsonNode definition) {
    JsonNode conditions = schemas(definition).get(".status.conditions");

    assertThat(conditions.get("x-kubernetes-list-type").textValue()).isEqualTo("map");
    assertThat(strings(conditions.get("x-kubernetes-list-map-keys"))).containsExactly("type");
  }

  @ParameterizedTest
  @MethodSource("withStatus")
  void statusIsASubresource(JsonNode definition) {
    assertThat(definition.at("/spec/versions/0/subresources/status").isObject()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("definitions")
  void specIsRequired_andGetAllOfCulvertWorks(JsonNode definition) {
    assertThat(strings(schemas(definition).get("").get("required"))).containsExactly("spec");
    assertThat(strings(definition.at("/spec/names/categories"))).containsExactly("culvert");
  }

  @Test
  void printerColumns_standInTheOrderAPersonReadsThem() {
    assertThat(columns(NETWORK))
        .containsExactly("LOCATION", "STATE", "REASON", "ADDRESS", "CONNECTIONS", "AGE");
    assertThat(columns(SITE)).containsExactly("ADDRESS", "REASON", "CONNECTIONS", "SPACE", "AGE");
    assertThat(columns(CONNECTION))
        .containsExactly("NETWORK", "REMOTE", "STATE", "REASON", "ADDRESS", "AGE");
    assertThat(columns(CLAIM))
        .containsExactly(
            "NETWORK", "SUBNET", "ADDRESS", "POD", "NODE", "ATTACHED", "REASON", "AGE");
    assertThat(columns(SEGMENT)).containsExactly("VNI", "NAMESPACE", "NETWORK", "GATEWAY", "AGE");
  }

  @Test
  void columnsWithoutBound_areForWideTablesOnly() {
    assertThat(list(SITE.at("/spec/versions/0/additionalPrinterColumns")))
        .filteredOn(column -> column.path("priority").asInt() > 0)
        .extracting(column -> column.get("name").textValue())
        .containsExactly("SPACE");
  }

  @Test
  void shortNames_areTheDesigns() {
    assertThat(strings(NETWORK.at("/spec/names/shortNames"))).containsExactly("vnet");
    assertThat(strings(SITE.at("/spec/names/shortNames"))).containsExactly("lns");
    assertThat(strings(CONNECTION.at("/spec/names/shortNames"))).containsExactly("gwc");
    assertThat(strings(CLAIM.at("/spec/names/shortNames"))).containsExactly("adc");
    assertThat(strings(SEGMENT.at("/spec/names/shortNames"))).containsExactly("nseg");
  }

  @Test
  void theValueForAnythingNewer_isNotOfferedInASpec() {
    assertThat(strings(schemas(NETWORK).get(".spec.gateway.sku").get("enum")))
        .containsExactly("Basic", "Standard", "HighPerformance");
    assertThat(strings(schemas(NETWORK).get(".spec.gateway.exposure.type").get("enum")))
        .containsExactly("ClusterIP", "LoadBalancer", "HostPort", "NodePort");
    assertThat(strings(schemas(CONNECTION).get(".spec.desiredState").get("enum")))
        .containsExactly("Connected", "Disconnected");
    assertThat(strings(schemas(CONNECTION).get(".spec.trafficSelectors").get("enum")))
        .containsExactly("Lists", "PerPair", "AnyToAny");
    assertThat(strings(schemas(CONNECTION).get(".spec.mode").get("enum")))
        .containsExactly("Default", "InitiatorOnly", "ResponderOnly");
  }

  @Test
  void defaults_areTheDesigns() {
    Map<String, JsonNode> network = schemas(NETWORK);
    Map<String, JsonNode> site = schemas(SITE);
    Map<String, JsonNode> connection = schemas(CONNECTION);

    assertThat(network.get(".spec.gateway.routing").get("default").textValue())
        .isEqualTo("Dynamic");
    assertThat(network.get(".spec.gateway.sku").get("default").textValue()).isEqualTo("Basic");
    assertThat(network.get(".spec.gateway.exposure.type").get("default").textValue())
        .isEqualTo("ClusterIP");
    assertThat(site.get(".spec.gatewayPort").get("default").intValue()).isEqualTo(500);
    assertThat(connection.get(".spec.desiredState").get("default").textValue())
        .isEqualTo("Connected");
    assertThat(connection.get(".spec.mode").get("default").textValue()).isEqualTo("Default");
    assertThat(connection.get(".spec.sharedKey.secretRef.key").get("default").textValue())
        .isEqualTo("sharedKey");
    assertThat(strings(connection.get(".spec.remote.acceptPrefixes").get("default")))
        .containsExactly("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16");
  }

  private static Map<String, JsonNode> schemas(JsonNode definition) {
    Map<String, JsonNode> found = new TreeMap<>();
    collect("", definition.at("/spec/versions/0/schema/openAPIV3Schema"), found);
    return found;
  }

  private static void collect(String path, JsonNode schema, Map<String, JsonNode> found) {
    found.put(path, schema);
    schema
        .path("properties")
        .properties()
        .forEach(property -> collect(path + "." + property.getKey(), property.getValue(), found));
    if (schema.has("items")) {
      collect(path + "[]", schema.get("items"), found);
    }
  }

  private static String type(JsonNode schema) {
    return schema.path("type").asText();
  }

  private static List<String> columns(JsonNode definition) {
    return list(definition.at("/spec/versions/0/additionalPrinterColumns")).stream()
        .map(column -> column.get("name").textValue())
        .toList();
  }

  private static List<JsonNode> list(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private static List<String> strings(JsonNode array) {
    return list(array).stream().map(JsonNode::textValue).toList();
  }
}
