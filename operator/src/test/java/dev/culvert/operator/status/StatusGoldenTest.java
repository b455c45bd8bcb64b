package dev.culvert.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every folder of {@code status} is a story that begins in {@code world.yaml}: two networks whose
 * owners consent to a link. Each {@code in-*.yaml} says what changes in the world and what is then
 * known of the gateway, {@code out.yaml} what the network and the connection of namespace {@code
 * shop} say in the end. {@code -Dgolden.update=true} rewrites it.
 */
class StatusGoldenTest {
  private static final Path ROOT = Path.of("src/test/resources/status");

  static Stream<String> stories() throws IOException {
    return names(ROOT).filter(name -> !name.equals("world.yaml"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("stories")
  void story_endsAsWritten(String sentence) throws IOException {
    Path folder = ROOT.resolve(sentence);
    Set<String> files = new TreeSet<>(names(folder).toList());
    var story = new Story();
    story.goOn(ROOT.resolve("world.yaml"));
    for (int step = 1; files.remove("in-" + step + ".yaml"); step++) {
      story.goOn(folder.resolve("in-" + step + ".yaml"));
    }
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(folder.resolve("out.yaml"), story.text());
      files.add("out.yaml");
    }
    assertThat(files).as("files of %s", folder).containsExactly("out.yaml");
    assertThat(story.text())
        .as("%s/out.yaml; -Dgolden.update=true rewrites it", sentence)
        .isEqualTo(Files.readString(folder.resolve("out.yaml")));
  }

  private static Stream<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(f -> f.getFileName().toString()).sorted().toList().stream();
    }
  }
}
