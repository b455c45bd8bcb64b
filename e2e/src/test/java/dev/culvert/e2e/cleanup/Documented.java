package dev.culvert.e2e.cleanup;

import dev.culvert.e2e.cluster.Repository;
import dev.culvert.e2e.cluster.TestCluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands of docs/operations.md, word for word. */
final class Documented {
  private static final Pattern BLOCK = Pattern.compile("(?s)```sh\n(.*?)```");

  private Documented() {}

  /** The first command below a paragraph that begins with the given words. */
  static String command(String words) {
    try {
      String page = Files.readString(Repository.root().resolve("docs/operations.md"));
      int start = page.indexOf("**" + words);
      Matcher block = BLOCK.matcher(page);
      if (start < 0 || !block.find(start)) {
        throw new IllegalStateException("docs/operations.md has no command below: " + words);
      }
      return block.group(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command where kubectl has all rights, whatever its exit status. */
  static String run(TestCluster cluster, String command) {
    return cluster.node().exec("sh", "-c", "{ " + command + "} 2>&1; true");
  }
}
