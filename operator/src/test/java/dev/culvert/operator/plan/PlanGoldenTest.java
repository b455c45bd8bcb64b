package dev.culvert.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every folder of {@code plan}: {@code in-1.yaml} is a world that settles, each further {@code
 * in-*.yaml} a change after which it settles again, {@code out-<namespace>-<name>.yaml} what is
 * planned for each network in the end. {@code -Dgolden.update=true} rewrites what is planned.
 */
class PlanGoldenTest {
  private static final Path ROOT = Path.of("src/test/resources/plan");

  static Stream<String> cases() throws IOException {
    return list(ROOT).stream().map(folder -> folder.getFileName().toString());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void world_isPlannedAsWritten(String sentence) throws IOException {
    Path folder = ROOT.resolve(sentence);
    Set<String> files =
        new TreeSet<>(list(folder).stream().map(f -> f.getFileName().toString()).toList());
    World world = World.fresh(List.of(), List.of(), Map.of());
    for (int step = 1; files.remove("in-" + step + ".yaml"); step++) {
      world = WorldFile.read(world, folder.resolve("in-" + step + ".yaml")).settled();
    }
    Map<String, String> planned = new TreeMap<>();
    world
        .plans()
        .forEach((key, plan) ->
            planned.put("out-" + key.namespace() + "-" + key.name() + ".yaml", PlanText.of(plan)));
    if (Boolean.getBoolean("golden.update")) {
      for (Map.Entry<String, String> file : planned.entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), file.getValue());
        files.add(file.getKey());
      }
    }
    assertThat(planned).isNotEmpty();
    assertThat(files).as("files of %s", folder).isEqualTo(planned.keySet());
    for (Map.Entry<String, String> file : planned.entrySet()) {
      assertThat(file.getValue())
          .as("%s/%s; -Dgolden.update=true rewrites it", sentence, file.getKey())
          .isEqualTo(Files.readString(folder.resolve(file.getKey())));
    }
  }

  /** Rule 11. */
  @Test
  void absentNetwork_looksLikeAnUnwillingOne() {
    assertThat(ROOT.resolve("absent-network-looks-like-an-unwilling-one/out-shop-vnet1.yaml"))
        .hasSameTextualContentAs(
            ROOT.resolve("one-side-alone-waits-and-learns-nothing/out-shop-vnet1.yaml"));
  }

  private static List<Path> list(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    }
  }
}
