package dev.culvert.crds.generator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** The order in which a schema says what it says; the same for every reader and every run. */
final class KeyOrder {

  private static final List<String> FIRST =
      List.of(
          "description",
          "type",
          "format",
          "enum",
          "default",
          "minimum",
          "maximum",
          "minLength",
          "maxLength",
          "minItems",
          "maxItems",
          "x-kubernetes-list-type",
          "x-kubernetes-list-map-keys",
          "required",
          "x-kubernetes-validations",
          "properties",
          "items",
          "rule",
          "message",
          "messageExpression",
          "fieldPath");

  private KeyOrder() {}

  /** Orders a schema, its rules and the schemas in it; the order of properties stays. */
  static void apply(ObjectNode schema) {
    ObjectNode unordered = schema.deepCopy();
    schema.removeAll();
    for (String key : FIRST) {
      JsonNode value = unordered.remove(key);
      if (value != null) {
        schema.set(key, value);
      }
    }
    schema.setAll(unordered);
    schema.path("x-kubernetes-validations").forEach(rule -> apply((ObjectNode) rule));
    schema.path("properties").forEach(property -> apply((ObjectNode) property));
    if (schema.get("items") instanceof ObjectNode items) {
      apply(items);
    }
  }
}
