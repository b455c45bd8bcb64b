package dev.culvert.node.agent.keeper;

import dev.culvert.node.agent.plan.Sandbox;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** The folder of the node's network namespaces. */
public final class NamespaceFolder {
  /** Where it is. */
  public static final Path PATH = Path.of("/run/netns");

  /** Whether the namespace of the given file is there. */
  boolean exists(String netns) {
    return Files.exists(Path.of(netns));
  }

  /** Those that are there. */
  Set<String> list() throws IOException {
    var names = new HashSet<String>();
    try (var files = Files.newDirectoryStream(PATH)) {
      for (var file : files) {
        if (Sandbox.isNetns(file.toString())) {
          names.add(file.toString());
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    return names;
  }
}
