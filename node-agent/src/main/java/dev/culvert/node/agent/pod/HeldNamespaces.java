package dev.culvert.node.agent.pod;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Open files of network namespaces, by which these are reached though the container runtime has
 * taken the file itself away. A namespace lives as long as it is held.
 */
final class HeldNamespaces {
  private static final Logger LOG = LoggerFactory.getLogger(HeldNamespaces.class);

  private final Map<String, Held> held = new ConcurrentHashMap<>();

  private record Held(FileInputStream file, String path) {}

  /** Holds a namespace from now on, if its file is there. */
  void hold(String netns) {
    if (holds(netns)) {
      return;
    }
    try {
      var file = new FileInputStream(netns);
      held.put(netns, new Held(file, descriptor(netns)));
    } catch (IOException e) {
      LOG.debug("{} is not held: {}", netns, e.getMessage());
    }
  }

  boolean holds(String netns) {
    return held.containsKey(netns);
  }

  /** By which file a command reaches the namespace. */
  String path(String netns) {
    var open = held.get(netns);
    return open == null ? netns : open.path();
  }

  void release(String netns) {
    var open = held.remove(netns);
    if (open != null) {
      try {
        open.file().close();
      } catch (IOException e) {
        LOG.warn("{} is not released: {}", netns, e.getMessage());
      }
    }
  }

  /** Java does not tell a descriptor's number; the kernel tells which file each one is. */
  private static String descriptor(String file) throws IOException {
    var folder = Path.of("/proc", Long.toString(ProcessHandle.current().pid()), "fd");
    var wanted = identity(Path.of(file));
    try (var descriptors = Files.newDirectoryStream(folder)) {
      for (var descriptor : descriptors) {
        if (Files.exists(descriptor) && identity(descriptor).equals(wanted)) {
          return descriptor.toString();
        }
      }
    } catch (DirectoryIteratorException e) {
      throw e.getCause();
    }
    throw new IOException("it is not among the open files");
  }

  private static Map<String, Object> identity(Path file) throws IOException {
    return Files.readAttributes(file, "unix:dev,ino");
  }
}
