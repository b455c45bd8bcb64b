package dev.culvert.gateway.agent.dataplane;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Runs {@code ip}, {@code nft} and the like. */
class SystemCommands {
  private static final int TIMEOUT_SECONDS = 20;

  /**
   * Runs a command to its end.
   *
   * @param input goes to its standard input
   * @throws IOException with its output if it fails, or takes more than 20 s
   */
  void run(String input, String... command) throws IOException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    var unread = write(process, input);
    var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    try {
      if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IOException(List.of(command) + " does not end");
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException(List.of(command) + " was interrupted", e);
    }
    if (process.exitValue() != 0 || unread != null) {
      throw new IOException(List.of(command) + " failed: " + output.strip(), unread);
    }
  }

  /** A command that fails early reads no input; its output says more than the broken pipe. */
  private static @Nullable IOException write(Process process, String input) {
    try (var stdin = process.getOutputStream()) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
      return null;
    } catch (IOException e) {
      return input.isEmpty() ? null : e;
    }
  }
}
