package dev.culvert.helm;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/** The chart as it is shipped, rendered for a release {@code culvert} in {@code culvert-system}. */
final class Chart {
  /** The chart's folder; Maven runs tests in the module's folder beside it. */
  static final Path FOLDER = Path.of("culvert").toAbsolutePath();

  /** As Helm lays values over values: maps are merged, a list takes another's place. */
  static final YAMLMapper YAML =
      YAMLMapper.builder()
          .withConfigOverride(ArrayNode.class, lists -> lists.setMergeable(false))
          .build();

  private static final String KUBERNETES = "1.34.0";

  private static final String HOOK = "helm.sh/hook:";
  private static final String SHOWN_HOOK = "shown.helm.sh/hook:";

  private Chart() {}

  /** The chart's default values. */
  static JsonNode values() {
    return read(FOLDER.resolve("values.yaml"));
  }

  /** The schema that values must meet. */
  static JsonNode schema() {
    return read(FOLDER.resolve("values.schema.json"));
  }

  /** The committed CustomResourceDefinitions. */
  static List<JsonNode> customResourceDefinitions() {
    try (Stream<Path> files = Files.list(FOLDER.resolve("files/crds"))) {
      return files.sorted().map(Chart::read).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Renders with values laid over the chart's own. Hooks are among the objects: helm-java leaves
   * them out, so a copy of the chart is rendered in which they do not bear Helm's name.
   *
   * @param values YAML, may be empty
   * @throws IllegalStateException with Helm's message if Helm refuses the values
   */
  static Manifests render(String values) {
    try {
      Path file = Files.createTempFile("values", ".yaml");
      try {
        Files.writeString(file, values);
        String rendered =
            new Helm(WithShownHooks.FOLDER)
                .template()
                .withName("culvert")
                .withNamespace("culvert-system")
                .withKubeVersion(KUBERNETES)
                .withValuesFile(file)
                .call();
        return Manifests.parse(rendered.replace(SHOWN_HOOK, HOOK));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Lints a copy of the chart as {@code helm lint --strict} does, with values laid over its own.
   *
   * @param values YAML, may be empty
   * @param copy an empty folder
   */
  static LintResult lint(String values, Path copy) throws IOException {
    copyTo(copy);
    ObjectNode merged = YAML.readerForUpdating(values()).readValue(values);
    // helm-java lints without a namespace, and a Namespace without a name is rightly a warning.
    merged.withObject("/operatorNamespace").put("create", false);
    YAML.writeValue(copy.resolve("values.yaml").toFile(), merged);
    return new Helm(copy).lint().strict().call();
  }

  private static JsonNode read(Path file) {
    try {
      return YAML.readTree(file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copyTo(Path copy) throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      for (Path file : files.toList()) {
        Path target = copy.resolve(FOLDER.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }

  /** Made once for all tests of a run. */
  private static final class WithShownHooks {
    static final Path FOLDER = make();

    private static Path make() {
      try {
        Path copy = Path.of("target/chart-with-shown-hooks").toAbsolutePath();
        copyTo(copy);
        Path hooks = copy.resolve("templates/uninstall.yaml");
        Files.writeString(hooks, Files.readString(hooks).replace(HOOK, SHOWN_HOOK));
        return copy;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
