package dev.culvert.node.agent.pod;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
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
      var path = descriptor(netns);
      if (path.isPresent()) {
        held.put(netns, new Held(file, path.get()));
      } else {
        file.close();
      }
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
  private static Optional<String> descriptor(String netns) {
    var folder = Path.of("/proc", Long.toString(ProcessHandle.current().pid()), "fd");
    try (var descriptors = Files.newDirectoryStream(folder)) {
      for (var descriptor : descriptors) {
        if (isSame(descriptor, Path.of(netns))) {
          return Optional.of(descriptor.toString());
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOG.debug("{} is not held: {}", netns, e.getMessage());
    }
    return Optional.empty();
  }

  /** Other threads close their files meanwhile. */
  private static boolean isSame(Path descriptor, Path file) {
    try {
      return Files.isSameFile(descriptor, file);
    } catch (IOException e) {
      return false;
    }
  }
}
