package dev.culvert.e2e.guest;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Root's shell in the guest, by way of its container ({@code e2e/guest-image/serve} is the other
 * end). Commands may run at the same time. A script is in no program's arguments, so that it may
 * hold a key.
 */
final class GuestShell {
  private static final Pattern ANSWER = Pattern.compile("(.*)\nstatus (\\d+)\n", Pattern.DOTALL);
  private static final int SLACK_SECONDS = 10;

  private final String container;

  GuestShell(String container) {
    this.container = container;
  }

  /**
   * Runs a script to its end, or until its time is up; what it leaves running in the background
   * goes on.
   *
   * @param limit whole seconds
   * @throws IllegalStateException when the guest gives no answer, for example because it is frozen
   */
  CommandResult run(String script, Duration limit) {
    long seconds = limit.toSeconds();
    String patience = Long.toString(seconds + SLACK_SECONDS);
    try {
      Process process =
          new ProcessBuilder(
                  "docker",
                  "exec",
                  "--interactive",
                  container,
                  "timeout",
                  patience,
                  "socat",
                  "-t",
                  patience,
                  "-",
                  "TCP:127.0.0.1:2222")
              .redirectError(Redirect.INHERIT)
              .start();
      try (OutputStream input = process.getOutputStream()) {
        input.write((seconds + "\n" + script).getBytes(StandardCharsets.UTF_8));
      }
      return parse(
          new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8), limit);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static CommandResult parse(String answer, Duration limit) {
    Matcher matcher = ANSWER.matcher(answer);
    if (!matcher.matches()) {
      throw new IllegalStateException(
          "the guest did not finish a command of at most %d s; its answer: %s"
              .formatted(limit.toSeconds(), answer));
    }
    return new CommandResult(matcher.group(1), Integer.parseInt(matcher.group(2)));
  }
}
