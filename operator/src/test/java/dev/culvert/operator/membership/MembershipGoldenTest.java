package dev.culvert.operator.membership;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every folder of {@code membership} is a story that begins in {@code network.yaml}: each {@code
 * in-*.yaml} says what changes, {@code out.yaml} which pod has which address in the end, and which
 * gets none, and why. {@code -Dgolden.update=true} rewrites it.
 */
class MembershipGoldenTest {
  private static final Path ROOT = Path.of("src/test/resources/membership");

  static Stream<String> stories() throws IOException {
    return names(ROOT).filter(name -> !name.equals("network.yaml"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("stories")
  void story_endsAsWritten(String sentence) throws IOException {
    Path folder = ROOT.resolve(sentence);
    Set<String> files = new TreeSet<>(names(folder).toList());
    var scene = new Scene();
    scene.goOn(ROOT.resolve("network.yaml"));
    for (int step = 1; files.remove("in-" + step + ".yaml"); step++) {
      scene.goOn(folder.resolve("in-" + step + ".yaml"));
    }
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(folder.resolve("out.yaml"), scene.text());
      files.add("out.yaml");
    }
    assertThat(files).as("files of %s", folder).containsExactly("out.yaml");
    assertThat(scene.text())
        .as("%s/out.yaml; -Dgolden.update=true rewrites it", sentence)
        .isEqualTo(Files.readString(folder.resolve("out.yaml")));
  }

  /** Rule 11: words tell no stranger that there is a network. */
  @Test
  void networkThatIsNotThere_looksLikeOneThatDoesNotAdmitTheNamespace() throws IOException {
    assertThat(saidToStrangers("network-of-others-that-is-not-there"))
        .isNotEmpty()
        .isEqualTo(saidToStrangers("network-that-does-not-admit-the-namespace"));
  }

  private static List<String> saidToStrangers(String story) throws IOException {
    return Files.readAllLines(ROOT.resolve(story).resolve("out.yaml")).stream()
        .filter(line -> line.contains("shop/guest"))
        .toList();
  }

  private static Stream<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(f -> f.getFileName().toString()).sorted().toList().stream();
    }
  }
}
