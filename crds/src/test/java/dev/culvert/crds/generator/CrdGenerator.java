package dev.culvert.crds.generator;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Makes a kind's CustomResourceDefinition, complete, as a JSON tree. */
final class CrdGenerator {

  private static final ObjectMapper JSON = new ObjectMapper();

  private CrdGenerator() {}

  /** The definition of a kind: what the generator makes of its annotations, refined. */
  static <T extends CustomResource<?, ?>> ObjectNode definition(Class<T> kind) {
    ObjectNode definition = JSON.valueToTree(generated(kind));
    ObjectNode version = (ObjectNode) definition.at("/spec/versions/0");
    ObjectNode schema = (ObjectNode) version.at("/schema/openAPIV3Schema");
    schema.put("description", kind.getAnnotation(JsonClassDescription.class).value());
    describeTypeMeta(schema);
    SchemaRefiner.refine(parameter(kind, "getSpec"), (ObjectNode) schema.at("/properties/spec"));
    if (hasStatus(kind)) {
      SchemaRefiner.refine(
          parameter(kind, "getStatus"), (ObjectNode) schema.at("/properties/status"));
    } else {
      ((ObjectNode) schema.get("properties")).remove("status");
      version.remove("subresources");
    }
    version.set("additionalPrinterColumns", printerColumns(kind));
    Texts.normalise(definition);
    KeyOrder.apply(schema);
    return definition;
  }

  private static HasMetadata generated(Class<? extends HasMetadata> kind) {
    List<HasMetadata> made = new ArrayList<>();
    new CRDGenerator()
        .forCRDVersions("v1")
        .withParallelGenerationEnabled(false)
        .customResourceClasses(List.of(kind))
        .withOutput(new Discarded())
        .withPostProcessor(
            new CRDPostProcessor() {
              @Override
              public HasMetadata process(HasMetadata definition, String version) {
                made.add(definition);
                return definition;
              }
            })
        .generate();
    return made.getFirst();
  }

  private static boolean hasStatus(Class<?> kind) {
    return Stream.of(kind.getDeclaredMethods())
        .anyMatch(method -> method.getName().equals("getStatus"));
  }

  private static Class<?> parameter(Class<?> kind, String getter) {
    try {
      return kind.getDeclaredMethod(getter).getReturnType();
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(kind + " does not override " + getter, e);
    }
  }

  private static void describeTypeMeta(ObjectNode schema) {
    ObjectNode properties = (ObjectNode) schema.get("properties");
    ObjectNode rest = properties.deepCopy();
    properties.removeAll();
    properties
        .putObject("apiVersion")
        .put("type", "string")
        .put("description", "The API's group and version: culvert.dev/v1alpha1.");
    properties.putObject("kind").put("type", "string").put("description", "The object's kind.");
    properties.putObject("metadata").put("type", "object");
    properties.setAll(rest);
  }

  /** In the order in which the kind declares them; the generator sorts them by path. */
  private static ArrayNode printerColumns(Class<?> kind) {
    ArrayNode columns = JSON.createArrayNode();
    for (var column : kind.getAnnotationsByType(AdditionalPrinterColumn.class)) {
      ObjectNode added =
          columns
              .addObject()
              .put("name", column.name())
              .put("type", column.type().getValue())
              .put("jsonPath", column.jsonPath());
      if (column.priority() != 0) {
        added.put("priority", column.priority());
      }
    }
    return columns;
  }

  private static final class Discarded implements CRDGenerator.CRDOutput<OutputStream> {
    @Override
    public OutputStream outputFor(String name) {
      return new ByteArrayOutputStream();
    }

    @Override
    public void close() {}
  }
}
