package dev.culvert.operator.plan;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.culvert.gateway.contract.Contract;
import dev.culvert.gateway.contract.GatewayConfig;
import java.util.Optional;

/** Plans as YAML for people; keys are named, not shown. */
public final class PlanText {
  private static final ObjectMapper YAML =
      YAMLMapper.builder()
          .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
          .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
          .enable(YAMLGenerator.Feature.INDENT_ARRAYS_WITH_INDICATOR)
          .disable(YAMLGenerator.Feature.SPLIT_LINES)
          .build();

  private PlanText() {}

  static String of(NetworkPlan plan) {
    ObjectNode text = YAML.createObjectNode();
    plan.findings().forEach(f -> text.withArray("findings").add(text(f)));
    plan.gateway()
        .ifPresent(g ->
            text.putObject("gateway")
                .put("routing", g.gateway().routing().name())
                .put("sku", g.gateway().sku().name()));
    plan.gateway()
        .filter(g -> g.gateway().exposure() != null)
        .ifPresent(
            g -> text.withObject("/gateway").put("exposure", g.gateway().exposed().type().name()));
    plan.config().ifPresent(config -> text.set("document", document(config)));
    plan.connections().forEach(c -> text.withArray("connections").add(connection(c)));
    return write(text);
  }

  private static ObjectNode connection(ConnectionPlan plan) {
    ObjectNode text = YAML.createObjectNode();
    text.put("name", plan.connection().getMetadata().getName());
    put(text, "unaccepted", plan.unaccepted());
    put(text, "unresolved", plan.unresolved());
    put(text, "waiting", plan.waiting());
    plan.warnings().forEach(f -> text.withArray("warnings").add(text(f)));
    plan.ends().ifPresent(ends -> text.set("ends", ends(plan, ends)));
    return text;
  }

  /** What is known of the other end, its identity left to the document. */
  private static ObjectNode ends(ConnectionPlan plan, Ends ends) {
    ObjectNode text = YAML.createObjectNode();
    plan.generatedKey().ifPresent(key -> text.put("keySecret", key.secret()));
    return text.put("remoteAddress", ends.remoteAddress().orElse("unknown"))
        .put("remotePrefixes", String.join(", ", ends.remotePrefixes()));
  }

  private static void put(ObjectNode text, String name, Optional<Finding> finding) {
    finding.ifPresent(f -> text.put(name, text(f)));
  }

  private static String text(Finding finding) {
    return finding.reason() + ": " + finding.message();
  }

  private static JsonNode document(GatewayConfig config) {
    try {
      JsonNode document = YAML.readTree(Contract.write(config));
      for (JsonNode tunnel : document.path("tunnels")) {
        tunnel.path("keys").forEach(key -> ((ObjectNode) key).remove("key"));
      }
      return document;
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Anything as YAML, as it stands in golden files. */
  public static String write(Object text) {
    try {
      return YAML.writeValueAsString(text);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
