package dev.culvert.node.agent.shell;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The node's own commands. */
public final class SystemShell implements Shell {
  private static final int TIMEOUT_SECONDS = 20;

  /** A pod with rights in its own namespace could have a command write without end. */
  private static final int LONGEST_OUTPUT = 4 * 1024 * 1024;

  @Override
  public Ended run(String input, String... command) throws IOException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    // What is written may wait for what is read, so a second thread does one of them.
    var writer = Thread.ofVirtual().start(() -> write(process.getOutputStream(), input));
    try {
      var watchdog = process.onExit().orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      watchdog.whenComplete((ended, late) -> {
        if (late != null) {
          end(process);
        }
      });
      var written = process.getInputStream().readNBytes(LONGEST_OUTPUT + 1);
      if (written.length > LONGEST_OUTPUT) {
        end(process);
        throw new IOException(List.of(command) + " writes more than " + LONGEST_OUTPUT + " bytes");
      }
      var output = new String(written, StandardCharsets.UTF_8);
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

  private static void end(Process process) {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
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
