package dev.culvert.crds.generator;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/** A CustomResourceDefinition as the committed file has it. */
final class CrdYaml {

  private static final String HEADER =
      "# Generated from the records in crds/src/main/java; `mvn -pl crds test -Dcrds.update` writes"
          + " it anew.\n";

  private static final YAMLMapper YAML =
      new YAMLMapper(
          YAMLFactory.builder()
              .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
              .disable(YAMLGenerator.Feature.SPLIT_LINES)
              .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
              .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
              .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
              .build());

  private CrdYaml() {}

  static String write(JsonNode definition) {
    try {
      return HEADER + YAML.writeValueAsString(definition);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree that is no YAML", e);
    }
  }
}
