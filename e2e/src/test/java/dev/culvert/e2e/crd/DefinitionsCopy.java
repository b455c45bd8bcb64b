package dev.culvert.e2e.crd;

import dev.culvert.e2e.cluster.Repository;
import dev.culvert.e2e.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * The chart's CustomResourceDefinitions under another API group, and a namespace to use them in.
 */
final class DefinitionsCopy implements AutoCloseable {

  private static final String GROUP = "culvert.dev";
  private static final String COPIED_GROUP = "validation." + GROUP;

  /** A heading with the blanks up to the next one. */
  private static final Pattern COLUMN = Pattern.compile("\\S+\\s*");

  private final TestCluster cluster;
  private final String namespace;
  private final List<CustomResourceDefinition> installed = new ArrayList<>();

  private DefinitionsCopy(TestCluster cluster) {
    this.cluster = cluster;
    this.namespace = cluster.newNamespace("crd");
  }

  /** Installs the copy and waits until its resources are served. */
  static DefinitionsCopy on(TestCluster cluster) {
    DefinitionsCopy copy = new DefinitionsCopy(cluster);
    definitionsOfTheChart().forEach(copy::install);
    return copy;
  }

  private static List<Path> definitionsOfTheChart() {
    try (Stream<Path> files = Files.list(Repository.root().resolve("helm/culvert/files/crds"))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void install(Path file) {
    var definition = Serialization.unmarshal(copied(read(file)), CustomResourceDefinition.class);
    definition.getSpec().getNames().setShortNames(List.of());
    definition.getSpec().getNames().setCategories(List.of());
    installed.add(cluster.client().resource(definition).serverSideApply());
    Awaitility.await(definition.getMetadata().getName() + " is served")
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptionsInstanceOf(KubernetesClientException.class)
        .until(() ->
            cluster
                .client()
                .genericKubernetesResources(context(definition.getSpec().getNames().getKind()))
                .inNamespace(namespace)
                .list()
                .getItems()
                .isEmpty());
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String copied(String yaml) {
    return yaml.replaceAll("(?m)(group: |apiVersion: |name: \\w+\\.)" + GROUP, "$1" + COPIED_GROUP);
  }

  private static ResourceDefinitionContext context(String kind) {
    return new ResourceDefinitionContext.Builder()
        .withGroup(COPIED_GROUP)
        .withVersion("v1alpha1")
        .withKind(kind)
        .withPlural(kind.toLowerCase(Locale.ROOT) + "s")
        .withNamespaced(true)
        .build();
  }

  /** The object of a YAML document, to be written as strictly as kubectl does. */
  Resource<GenericKubernetesResource> object(String yaml) {
    GenericKubernetesResource object =
        Serialization.unmarshal(copied(yaml), GenericKubernetesResource.class);
    return cluster
        .client()
        .genericKubernetesResources(context(object.getKind()))
        .inNamespace(namespace)
        .resource(object);
  }

  GenericKubernetesResource create(String yaml) {
    return object(yaml).fieldValidation(FieldValidateable.Validation.STRICT).create();
  }

  GenericKubernetesResource replace(String yaml) {
    return object(yaml).fieldValidation(FieldValidateable.Validation.STRICT).update();
  }

  /** Writes the status of an object that is there, as the operator does. */
  void report(String yaml) {
    object(yaml).updateStatus();
  }

  /**
   * What {@code kubectl get -o wide} shows of an object.
   *
   * @return cells by their column, in order
   */
  Map<String, String> row(String kind, String name) {
    String resource = context(kind).getPlural() + "." + COPIED_GROUP;
    List<String> lines =
        cluster.kubectl("get", resource, name, "-n", namespace, "-o", "wide").lines().toList();
    Map<String, String> cells = new LinkedHashMap<>();
    List<MatchResult> columns = COLUMN.matcher(lines.getFirst()).results().toList();
    for (MatchResult column : columns) {
      String cell = lines.getLast().substring(column.start());
      int width =
          column.end() == lines.getFirst().length() ? cell.length() : column.group().length();
      cells.put(column.group().strip(), cell.substring(0, width).strip());
    }
    return cells;
  }

  /** Removes the copy and every object of its kinds. */
  @Override
  public void close() {
    installed.forEach(definition -> cluster.client().resource(definition).delete());
    cluster.client().namespaces().withName(namespace).delete();
  }
}
