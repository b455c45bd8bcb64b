package dev.culvert.e2e.cluster;

import java.nio.file.Files;
import java.nio.file.Path;

/** The checked-out repository that this JVM runs in: its chart, its examples, its scripts. */
public final class Repository {

  private Repository() {}

  /**
   * The repository's top folder.
   *
   * @throws IllegalStateException when the working directory is not inside the repository
   */
  public static Path root() {
    Path start = Path.of("").toAbsolutePath();
    for (Path folder = start; folder != null; folder = folder.getParent()) {
      if (Files.isExecutable(folder.resolve("scripts/cluster-image"))) {
        return folder;
      }
    }
    throw new IllegalStateException(
        start + " is not inside the repository: no scripts/cluster-image in it or above it");
  }

  /** The folder for what outlives a build; the scripts keep their things there too. */
  public static Path cache() {
    String elsewhere = System.getenv("CULVERT_CACHE");
    return elsewhere == null
        ? Path.of(System.getProperty("user.home"), ".cache", "culvert")
        : Path.of(elsewhere);
  }

  /**
   * Runs a script of the {@code scripts} folder; its progress goes to this JVM's stderr.
   *
   * @return the last line of its stdout, empty when it wrote none
   * @throws CommandFailedException when it exits with another code than 0
   */
  public static String script(String name, String... arguments) {
    String output =
        Command.of(root().resolve("scripts").resolve(name).toString()).with(arguments).run();
    return output.lines().reduce("", (previous, line) -> line);
  }
}
