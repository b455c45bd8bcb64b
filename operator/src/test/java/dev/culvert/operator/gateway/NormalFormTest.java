package dev.culvert.operator.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is rendered reads as the API server would write it, so that applying it again changes
 * nothing (ADR 1).
 */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.culvert.operator.gateway.GatewayCase#all")
class NormalFormTest {
  private static final Pattern QUANTITY = Pattern.compile("([1-9][0-9]*)([numkMGTPE]|[KMGTPE]i)?");

  private final Map<String, JsonNode> nodes = new TreeMap<>();

  NormalFormTest(GatewayCase given) {
    for (HasMetadata object : given.rendered()) {
      JsonNode tree = Serialization.jsonMapper().valueToTree(object);
      visit(object.getKind(), tree, nodes::put);
    }
  }

  @Test
  void nothing_isSaidToBeEmpty() {
    assertThat(nodes)
        .allSatisfy((path, node) -> {
          assertThat(node.isNull()).as(path).isFalse();
          assertThat(node.isContainerNode() && node.isEmpty()).as(path).isFalse();
          assertThat(node.isTextual() && node.asText().isEmpty()).as(path).isFalse();
        });
  }

  /** It is part of what tells ports apart, so it cannot be left to the API server. */
  @Test
  void everyPort_namesItsProtocol() {
    assertThat(matching(".*[.]ports\\[\\d+]"))
        .hasSize(10)
        .allSatisfy(port -> assertThat(port.path("protocol").asText()).matches("TCP|UDP"));
  }

  @Test
  void everyQuantity_isCanonical() {
    assertThat(matching(".*[.]((requests|limits)[.](cpu|memory)|sizeLimit)"))
        .hasSizeGreaterThanOrEqualTo(2)
        .allMatch(quantity -> isCanonical(quantity.asText()));
  }

  @Test
  void nothing_isSaidThatTheApiServerSaysItself() {
    assertThat(nodes.keySet())
        .noneMatch(path ->
            path.matches(
                    ".*metadata[.](uid|generation|resourceVersion|creationTimestamp|managedFields.*)")
                || path.matches("\\w+[.]status.*"));
  }

  private List<JsonNode> matching(String path) {
    return nodes.entrySet().stream()
        .filter(node -> node.getKey().matches(path))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** A whole number with the largest unit in which it is whole. */
  private static boolean isCanonical(String quantity) {
    Matcher matcher = QUANTITY.matcher(quantity);
    if (!matcher.matches()) {
      return false;
    }
    boolean binary = matcher.group(2) != null && matcher.group(2).endsWith("i");
    return Long.parseLong(matcher.group(1)) % (binary ? 1024 : 1000) != 0;
  }

  private static void visit(String path, JsonNode node, BiConsumer<String, JsonNode> visitor) {
    visitor.accept(path, node);
    node.properties().forEach(e -> visit(path + "." + e.getKey(), e.getValue(), visitor));
    if (node.isArray()) {
      for (int i = 0; i < node.size(); i++) {
        visit(path + "[" + i + "]", node.get(i), visitor);
      }
    }
  }
}
