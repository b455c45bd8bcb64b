package dev.culvert.operator.status;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.operator.plan.PlanText;
import java.util.Map;
import java.util.TreeMap;

/** Statuses as YAML for people, each condition in one line. */
final class StatusText {
  private static final ObjectMapper JSON = new ObjectMapper();

  private StatusText() {}

  static String of(Map<String, Object> statuses) {
    Map<String, JsonNode> text = new TreeMap<>();
    statuses.forEach((title, status) -> text.put(title, text(JSON.valueToTree(status))));
    return PlanText.write(text);
  }

  private static JsonNode text(ObjectNode status) {
    ObjectNode conditions = JSON.createObjectNode();
    for (JsonNode condition : status.path("conditions")) {
      conditions.put(
          condition.path("type").asText(),
          "%s since %s of generation %s, %s: %s"
              .formatted(
                  condition.path("status").asText(),
                  condition.path("lastTransitionTime").asText(),
                  condition.path("observedGeneration").asText(),
                  condition.path("reason").asText(),
                  condition.path("message").asText()));
    }
    status.set("conditions", conditions);
    return status;
  }
}
