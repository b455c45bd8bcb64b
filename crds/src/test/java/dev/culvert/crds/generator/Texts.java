package dev.culvert.crds.generator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The texts of a schema; in the records they are wrapped for the reader of the source. */
final class Texts {

  private static final Set<String> EXPRESSIONS = Set.of("rule", "messageExpression");

  private Texts() {}

  /** Puts sentences on one line and leaves CEL its lines. */
  static void normalise(JsonNode node) {
    if (node instanceof ObjectNode object) {
      for (Map.Entry<String, JsonNode> field : List.copyOf(object.properties())) {
        if (field.getValue() instanceof TextNode text) {
          String stripped = text.textValue().strip();
          object.put(
              field.getKey(),
              EXPRESSIONS.contains(field.getKey()) ? stripped : stripped.replaceAll("\\s+", " "));
        } else {
          normalise(field.getValue());
        }
      }
    } else if (node instanceof ArrayNode array) {
      array.forEach(Texts::normalise);
    }
  }
}
