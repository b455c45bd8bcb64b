package dev.culvert.e2e.takeover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.culvert.e2e.cluster.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * What scripts/record-takeover wrote down of a demo of the version before.
 *
 * @param objects all of them, as they were
 */
record Recording(List<RecordedObject> objects) {
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final String SUFFIX = ".yaml";

  static Recording read() {
    Path folder = Repository.root().resolve("e2e/src/test/resources/takeover/objects");
    try (Stream<Path> files = Files.list(folder)) {
      return new Recording(files.sorted().flatMap(Recording::objects).toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Those of a resource. */
  List<RecordedObject> of(String resource) {
    return objects.stream().filter(object -> object.resource().equals(resource)).toList();
  }

  private static Stream<RecordedObject> objects(Path file) {
    String resource = file.getFileName().toString().replace(SUFFIX, "");
    try (var lists = YAML.readerFor(JsonNode.class).<JsonNode>readValues(file.toFile())) {
      return lists.readAll().stream()
          .flatMap(list -> list.path("items").valueStream())
          .map(object -> new RecordedObject(resource, object));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
