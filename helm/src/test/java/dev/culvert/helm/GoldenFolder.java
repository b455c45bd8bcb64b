package dev.culvert.helm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A folder of expected outputs, {@code out-*}, beside the input they belong to. {@code
 * -Dgolden.update} makes {@link #compare} write them instead.
 */
record GoldenFolder(Path path) {
  static final Path ROOT = Path.of("src/test/resources/golden");

  /** The folders of rendered manifests, each with an {@code in-values.yaml}. */
  static List<GoldenFolder> all() {
    return list(ROOT).map(GoldenFolder::new).toList();
  }

  static GoldenFolder named(String name) {
    return new GoldenFolder(ROOT.resolve(name));
  }

  String name() {
    return path.getFileName().toString();
  }

  /** The values it is about. */
  String values() {
    return read(path.resolve("in-values.yaml"));
  }

  /**
   * Expects exactly these outputs.
   *
   * @param outputs contents by file name
   * @param comparison given the committed and the present outputs
   */
  void compare(Map<String, String> outputs, Comparison comparison) throws IOException {
    Map<String, String> committed = committed();
    if (System.getProperty("golden.update") != null) {
      for (String file : committed.keySet()) {
        Files.delete(path.resolve(file));
      }
      for (Map.Entry<String, String> output : outputs.entrySet()) {
        Files.writeString(path.resolve(output.getKey()), output.getValue());
      }
      return;
    }
    comparison.compare(committed, new TreeMap<>(outputs));
  }

  /** Says how committed and present outputs differ. */
  @FunctionalInterface
  interface Comparison {
    void compare(Map<String, String> committed, Map<String, String> present);
  }

  private Map<String, String> committed() {
    Map<String, String> outputs = new TreeMap<>();
    list(path)
        .filter(file -> !file.getFileName().toString().startsWith("in-"))
        .forEach(file -> outputs.put(file.getFileName().toString(), read(file)));
    return outputs;
  }

  private static Stream<Path> list(Path folder) {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
