package dev.culvert.node.agent.sandboxes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import dev.culvert.node.agent.plan.Sandbox;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sandboxes of this node. Their network namespaces must be there: after a reboot the cache
 * still holds those of before. Used by one thread.
 */
public final class ResultCache {
  private static final Logger LOG = LoggerFactory.getLogger(ResultCache.class);

  private final ObjectReader reader = new ObjectMapper().readerFor(CacheEntry.class);
  private final Path folder;
  private final Path root;
  private final Map<Path, Read> known = new HashMap<>();

  private record Read(FileTime time, long size, Optional<Sandbox> sandbox) {}

  /**
   * @param folder libcni's, {@code /var/lib/cni/results}
   * @param root where {@code /run/netns} is, {@code /} but for tests
   */
  public ResultCache(Path folder, Path root) {
    this.folder = folder;
    this.root = root;
  }

  /** Reads what is new and forgets what is gone. */
  public List<Sandbox> look() {
    var present = new HashSet<Path>();
    try (var files = Files.newDirectoryStream(folder)) {
      for (var file : files) {
        if (read(file)) {
          present.add(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      LOG.warn("{} cannot be listed, new pods are not seen: {}", folder, e.toString());
      return sandboxes();
    }
    // A pod keeps its namespace when somebody empties the cache.
    known
        .entrySet()
        .removeIf(entry -> !present.contains(entry.getKey()) && !isThere(entry.getValue()));
    return sandboxes();
  }

  private List<Sandbox> sandboxes() {
    var sandboxes = new ArrayList<Sandbox>();
    for (var read : known.values()) {
      if (isThere(read)) {
        read.sandbox().ifPresent(sandboxes::add);
      }
    }
    return sandboxes;
  }

  private boolean isThere(Read read) {
    return read.sandbox().stream()
        .anyMatch(sandbox -> Files.exists(root.resolve(sandbox.netns().substring(1))));
  }

  /**
   * Whether the file is there. One that is still being written is read again when it has changed.
   */
  private boolean read(Path file) {
    try {
      var attributes = Files.readAttributes(file, BasicFileAttributes.class);
      if (!attributes.isRegularFile()) {
        return false;
      }
      var before = known.get(file);
      if (before == null
          || !before.time().equals(attributes.lastModifiedTime())
          || before.size() != attributes.size()) {
        known.put(
            file,
            new Read(
                attributes.lastModifiedTime(),
                attributes.size(),
                sandbox(file, attributes.lastModifiedTime().toMillis())));
      }
      return true;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      LOG.warn("{} cannot be read: {}", file, e.toString());
      return known.containsKey(file);
    }
  }

  private Optional<Sandbox> sandbox(Path file, long since) throws IOException {
    try {
      @Nullable CacheEntry entry = reader.readValue(Files.readAllBytes(file));
      return entry == null ? Optional.empty() : entry.sandbox(since);
    } catch (JsonProcessingException e) {
      LOG.debug("{} is not complete yet, or no result: {}", file, e.getOriginalMessage());
      return Optional.empty();
    }
  }
}
