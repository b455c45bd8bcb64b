package dev.culvert.e2e.crd;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A file of the suite: an object, and the versions of it that follow, each an update of the one
 * before. Lines {@code # expect: …} hold what the API server says of the last one; a file named
 * {@code valid-…} has none.
 *
 * @param name the file's name
 * @param versions YAML documents, at least one
 * @param expected parts of the answer that refuses the last version; empty when it is accepted
 */
record ObjectFile(String name, List<String> versions, List<String> expected) {

  private static final Pattern EXPECTED = Pattern.compile("(?m)^# expect: (.+)$");

  static ObjectFile of(Path file) {
    String text = DefinitionsCopy.read(file);
    return new ObjectFile(
        file.getFileName().toString(),
        List.of(text.split("(?m)^---$\n")),
        EXPECTED.matcher(text).results().map(match -> match.group(1)).toList());
  }

  boolean isNamedAsExpected() {
    return name.startsWith(expected.isEmpty() ? "valid-" : "invalid-");
  }

  @Override
  public String toString() {
    return name;
  }
}
