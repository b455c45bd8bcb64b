package dev.culvert.e2e.takeover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/**
 * What of an object users would lose if the next version changed it. Fields that come in addition
 * lose nobody anything, except in a pod template.
 */
final class Kept {
  private final boolean showsValues;
  private final List<String> lost = new ArrayList<>();

  private Kept(boolean showsValues) {
    this.showsValues = showsValues;
  }

  /** What has been lost of an object, a line each; empty when nothing has. */
  static List<String> lost(RecordedObject recorded, JsonNode now) {
    boolean isSecret = recorded.resource().equals("secrets");
    Kept kept = new Kept(!isSecret);
    JsonNode before = recorded.json();
    kept.compare("metadata.uid", before.at("/metadata/uid"), now.at("/metadata/uid"));
    switch (recorded.resource()) {
      case "virtualnetworks", "gatewayconnections", "addressclaims", "services" ->
          kept.compare("spec", before.get("spec"), now.path("spec"));
      // The ranges are those of the cluster that it is put onto.
      case "networksegments" ->
          kept.compare("spec", without("clusterRanges", before.get("spec")), now.path("spec"));
      case "deployments" -> kept.compareTemplates(before, now);
      case "secrets" -> kept.compareSecrets(before, now);
      default -> {} // the same UID says that it has not been made anew
    }
    return kept.lost.stream().map(line -> recorded + ": " + line).toList();
  }

  private static JsonNode without(String field, JsonNode object) {
    ObjectNode copy = object.deepCopy();
    copy.remove(field);
    return copy;
  }

  private void compareTemplates(JsonNode before, JsonNode now) {
    JsonNode former = before.at("/spec/template");
    JsonNode present = now.at("/spec/template");
    compare("spec.template", former, present);
    if (!former.equals(present)) {
      lost.add("spec.template is another one");
    }
  }

  private void compareSecrets(JsonNode before, JsonNode now) {
    switch (before.path("type").asText()) {
      case "culvert.dev/gateway-config" ->
          compareDocuments(GatewayDocuments.in(before), GatewayDocuments.in(now));
      // A certificate is renewed when its time has come; what vouches for it stays.
      case "kubernetes.io/tls" ->
          compare("data.ca.crt", before.at("/data/ca.crt"), now.at("/data/ca.crt"));
      default -> compare("data", before.get("data"), now.path("data"));
    }
  }

  private void compareDocuments(JsonNode before, JsonNode now) {
    if (GatewayDocuments.revision(now) < GatewayDocuments.revision(before)) {
      lost.add("its revision has gone back");
    }
    compare("its document", without(GatewayDocuments.REVISION, before), now);
  }

  private void compare(String where, JsonNode before, JsonNode now) {
    if (before instanceof ObjectNode fields && now instanceof ObjectNode) {
      fields
          .properties()
          .forEach(field ->
              compare(where + "." + field.getKey(), field.getValue(), now.path(field.getKey())));
    } else if (before instanceof ArrayNode && before.size() == now.size() && now.isArray()) {
      for (int i = 0; i < before.size(); i++) {
        compare(where + "[" + i + "]", before.get(i), now.get(i));
      }
    } else if (!before.equals(now)) {
      lost.add(where + (showsValues ? " was %s, is %s".formatted(before, now) : " has changed"));
    }
  }
}
