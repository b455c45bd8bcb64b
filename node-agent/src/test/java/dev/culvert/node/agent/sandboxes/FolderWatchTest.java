package dev.culvert.node.agent.sandboxes;

import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderWatchTest {
  @TempDir Path folder;
  @TempDir Path other;

  @Test
  void newFile_isTold() throws Exception {
    var told = new AtomicInteger();
    var thread =
        Thread.ofVirtual()
            .start(() -> new FolderWatch(List.of(other, folder), told::incrementAndGet).run());
    await().until(() -> told.get() == 1);

    Files.createFile(folder.resolve("one"));

    await().until(() -> told.get() >= 2);
    thread.interrupt();
    thread.join();
  }

  @Test
  void folderThatCannotBeWatched_isPolled() throws InterruptedException {
    var told = new AtomicInteger();
    var watch = new FolderWatch(List.of(folder, folder.resolve("missing")), told::incrementAndGet);
    var thread = Thread.ofVirtual().start(watch::run);

    await().until(() -> told.get() >= 3);
    thread.interrupt();
    thread.join();
  }
}
