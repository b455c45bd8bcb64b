package dev.culvert.node.agent.shell;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The node's own commands. */
public final class SystemShell implements Shell {
  private static final int TIMEOUT_SECONDS = 20;

  @Override
  public Ended run(String input, String... command) throws IOException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    // What is written may wait for what is read, so a second thread does one of them.
    var writer = Thread.ofVirtual().start(() -> write(process.getOutputStream(), input));
    try {
      var watchdog = process.onExit().orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      watchdog.whenComplete((ended, late) -> {
        if (late != null) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly();
        }
      });
      var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int status = process.waitFor();
      writer.join();
      if (watchdog.isCompletedExceptionally()) {
        throw new IOException(List.of(command) + " does not end: " + output.strip());
      }
      return new Ended(status, output);
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException(List.of(command) + " was interrupted", e);
    }
  }

  /** A command that fails early reads no input; how it ends says more than the broken pipe. */
  private static void write(OutputStream stdin, String input) {
    try (stdin) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      // The status says it.
    }
  }
}
