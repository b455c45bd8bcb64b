package dev.culvert.gateway.agent.dataplane;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Runs {@code ip}, {@code nft} and the like. */
class SystemCommands {
  private static final int LONGEST_OUTPUT = 1024 * 1024;

  /** What is left to read of a process that has ended. */
  private static final Duration REST = Duration.ofSeconds(1);

  private final Duration limit;

  SystemCommands() {
    this(Duration.ofSeconds(20));
  }

  SystemCommands(Duration limit) {
    this.limit = limit;
  }

  /**
   * Runs a command to its end.
   *
   * @param input goes to its standard input
   * @throws IOException with its output if it fails, leaves input unread, or takes more than 20 s;
   *     it is killed then
   */
  void run(String input, String... command) throws IOException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    // Each on a thread of its own: neither a full pipe nor a silent one holds up this one.
    var unread = start(() -> write(process.getOutputStream(), input));
    var output = start(() -> read(process.getInputStream()));
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException(
            "%s does not end within %d ms".formatted(List.of(command), limit.toMillis()));
      }
      if (process.exitValue() != 0 || result(unread, false)) {
        throw new IOException(List.of(command) + " failed: " + result(output, "").strip());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(List.of(command) + " was interrupted", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static <T> FutureTask<T> start(Callable<T> work) {
    var task = new FutureTask<>(work);
    Thread.ofVirtual().start(task);
    return task;
  }

  private static <T> T result(FutureTask<T> task, T otherwise) throws InterruptedException {
    try {
      return task.get(REST.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return otherwise; // A child of the process may hold the pipe.
    }
  }

  /** True if the command ended without reading its input. */
  private static boolean write(OutputStream stdin, String input) {
    try (stdin) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
      return false;
    } catch (IOException e) {
      return !input.isEmpty();
    }
  }

  /** What does not fit is read all the same, so that the command can end. */
  private static String read(InputStream stdout) throws IOException {
    try (stdout) {
      var kept = stdout.readNBytes(LONGEST_OUTPUT);
      stdout.transferTo(OutputStream.nullOutputStream());
      return new String(kept, StandardCharsets.UTF_8);
    }
  }
}
