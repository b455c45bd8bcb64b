package dev.culvert.crds.generator;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Turns CustomResourceDefinitions into the API reference, a page of Markdown. */
final class ApiReference {

  private final StringBuilder page = new StringBuilder();

  private ApiReference() {}

  /** The page for these definitions, in their order. */
  static String of(List<JsonNode> definitions) {
    ApiReference reference = new ApiReference();
    reference.line("# API reference");
    reference.line("");
    reference.line(
        "Generated from the CustomResourceDefinitions; `kubectl explain` says the same on a"
            + " cluster. A field that is not marked as required may be left out.");
    definitions.forEach(reference::kind);
    return reference.page.toString();
  }

  private void kind(JsonNode definition) {
    JsonNode names = definition.at("/spec/names");
    JsonNode version = definition.at("/spec/versions/0");
    JsonNode schema = version.at("/schema/openAPIV3Schema");
    line("");
    line("## " + text(names, "kind"));
    line("");
    line(text(schema, "description"));
    line("");
    line(
        "`apiVersion: %s/%s` · `kubectl get %s`, `%s` or, with all of Culvert's kinds, `%s`"
            .formatted(
                definition.at("/spec/group").textValue(),
                text(version, "name"),
                text(names, "plural"),
                names.at("/shortNames/0").textValue(),
                names.at("/categories/0").textValue()));
    fields("spec", schema.at("/properties/spec"));
    rules(schema.at("/properties/spec"));
    if (schema.at("/properties").has("status")) {
      fields("status", schema.at("/properties/status"));
    }
    columns(version.get("additionalPrinterColumns"));
  }

  private void fields(String title, JsonNode schema) {
    line("");
    line("### " + title);
    line("");
    line("| field | type | meaning |");
    line("|---|---|---|");
    rows(title, schema);
  }

  private void rows(String path, JsonNode schema) {
    for (var property : schema.path("properties").properties()) {
      JsonNode field = property.getValue();
      String name = path + "." + property.getKey();
      boolean required = strings(schema.path("required")).contains(property.getKey());
      row(name, field, required);
      rows(name, field);
      rows(name + "[]", field.path("items"));
    }
  }

  private void row(String name, JsonNode field, boolean required) {
    List<String> meaning = new ArrayList<>();
    meaning.add(text(field, "description"));
    if (field.has("default")) {
      meaning.add("Default: `" + field.get("default").toString().replace("\"", "") + "`.");
    }
    line(
        "| `%s` | %s%s | %s |"
            .formatted(name, type(field), required ? ", required" : "", String.join(" ", meaning)));
  }

  private static String type(JsonNode field) {
    if (field.has("enum")) {
      return strings(field.get("enum")).stream()
          .map(value -> "`" + value + "`")
          .collect(Collectors.joining(" or "));
    }
    return switch (text(field, "type")) {
      case "array" ->
          "list of "
              + (field.has("minItems") ? field.get("minItems") + " to " : "at most ")
              + field.get("maxItems");
      case "integer" ->
          field.has("maximum")
              ? "integer, " + field.get("minimum") + " to " + field.get("maximum")
              : "integer";
      case "string" ->
          field.has("format")
              ? "time"
              : "string, at most " + field.get("maxLength") + " characters";
      case "object" -> field.has("additionalProperties") ? "map of strings" : "object";
      default -> text(field, "type");
    };
  }

  private void rules(JsonNode spec) {
    line("");
    line("### Refused when written");
    line("");
    line("What the API server refuses besides types and lengths; its answer names what it found.");
    line("");
    line("| field | refused because |");
    line("|---|---|");
    rulesOf("spec", spec);
  }

  private void rulesOf(String path, JsonNode schema) {
    for (JsonNode rule : schema.path("x-kubernetes-validations")) {
      line(
          "| `%s` | %s |".formatted(path + rule.path("fieldPath").asText(), text(rule, "message")));
    }
    schema
        .path("properties")
        .properties()
        .forEach(property -> rulesOf(path + "." + property.getKey(), property.getValue()));
    if (schema.has("items")) {
      rulesOf(path + "[]", schema.get("items"));
    }
  }

  private void columns(JsonNode columns) {
    line("");
    line("### Columns of `kubectl get`");
    line("");
    line("| column | shows |");
    line("|---|---|");
    for (JsonNode column : columns) {
      String only = column.path("priority").asInt() == 0 ? "" : ", with `-o wide` only";
      line("| %s | `%s`%s |".formatted(text(column, "name"), text(column, "jsonPath"), only));
    }
  }

  private static List<String> strings(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).map(JsonNode::textValue).toList();
  }

  private static String text(JsonNode node, String key) {
    return node.get(key).textValue();
  }

  private void line(String text) {
    page.append(text).append('\n');
  }
}
