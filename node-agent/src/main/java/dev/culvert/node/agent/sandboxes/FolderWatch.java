package dev.culvert.node.agent.sandboxes;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_DELETE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells at once when a file of some folders changes; where the kernel cannot, five times a second.
 */
public final class FolderWatch {
  private static final Logger LOG = LoggerFactory.getLogger(FolderWatch.class);
  private static final long POLL_MILLIS = 200;
  private static final long AGAIN_SECONDS = 30;

  private final List<Path> folders;
  private final Runnable onChange;

  /**
   * @param onChange also called when nothing has changed
   */
  public FolderWatch(List<Path> folders, Runnable onChange) {
    this.folders = List.copyOf(folders);
    this.onChange = onChange;
  }

  /** Watches until the thread is interrupted. */
  public void run() {
    try {
      while (true) {
        watch();
        for (long left = AGAIN_SECONDS * 1000; left > 0; left -= POLL_MILLIS) {
          onChange.run();
          Thread.sleep(POLL_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns when a folder cannot be watched, or is another one now. */
  private void watch() throws InterruptedException {
    try (var service = FileSystems.getDefault().newWatchService()) {
      for (var folder : folders) {
        folder.register(service, ENTRY_CREATE, ENTRY_MODIFY, ENTRY_DELETE);
      }
      while (true) {
        onChange.run();
        var key = service.take();
        // A file is written in several steps; what comes at once is one change.
        TimeUnit.MILLISECONDS.sleep(1);
        key.pollEvents();
        if (!key.reset()) {
          LOG.warn("{} has gone", key.watchable());
          return;
        }
      }
    } catch (IOException e) {
      LOG.warn("{} cannot be watched, they are polled instead: {}", folders, e.toString());
    }
  }
}
