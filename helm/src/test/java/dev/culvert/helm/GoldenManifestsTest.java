package dev.culvert.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.marcnuri.helm.LintResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every object of every golden folder, letter by letter; an object without a file and a file
 * without an object fail. CustomResourceDefinitions have their own test.
 */
class GoldenManifestsTest {

  static Stream<GoldenFolder> folders() {
    return GoldenFolder.all().stream();
  }

  @ParameterizedTest
  @MethodSource("folders")
  void values_giveTheCommittedManifests(GoldenFolder folder) throws IOException {
    Map<String, String> rendered = new TreeMap<>();
    for (Manifest manifest : Chart.render(folder.values()).all()) {
      if (!manifest.kind().equals("CustomResourceDefinition")) {
        String file = "out-" + manifest.id() + ".yaml";
        assertThat(rendered.put(file, manifest.text())).as("second object for " + file).isNull();
      }
    }
    folder.compare(
        rendered,
        (committed, present) -> {
          assertThat(present.keySet())
              .as("files of %s; -Dgolden.update rewrites them", folder.path())
              .isEqualTo(committed.keySet());
          present.forEach((file, text) ->
              assertThat(text)
                  .as("%s/%s; -Dgolden.update rewrites it", folder.path(), file)
                  .isEqualTo(committed.get(file)));
        });
  }

  @ParameterizedTest
  @MethodSource("folders")
  void values_passTheStrictLint(GoldenFolder folder, @TempDir Path copy) throws IOException {
    LintResult result = Chart.lint(folder.values(), copy);

    assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
  }

  @Test
  void everything_setsEveryValueThatTheChartHas() throws IOException {
    JsonNode everything = Chart.YAML.readTree(GoldenFolder.named("everything").values());

    assertThat(Values.paths(everything)).containsAll(Values.paths(Chart.values()));
  }
}
