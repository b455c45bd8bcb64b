package dev.culvert.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program of this machine and its arguments; what it writes to stderr is passed on.
 *
 * @param words the program's name, then its arguments
 */
public record Command(List<String> words) {
  private static final Path NOTHING = Path.of("/dev/null");

  /** A program and its arguments, or the first of them. */
  public static Command of(String... words) {
    return new Command(List.of(words));
  }

  /** The same with further arguments. */
  public Command with(String... more) {
    List<String> all = new ArrayList<>(words);
    all.addAll(List.of(more));
    return new Command(List.copyOf(all));
  }

  /**
   * Runs the program to its end.
   *
   * @return what it wrote to stdout
   * @throws CommandFailedException when it exits with another code than 0
   */
  public String run() {
    return run(NOTHING);
  }

  /**
   * Runs the program to its end, with a file as its stdin.
   *
   * @return what it wrote to stdout
   * @throws CommandFailedException when it exits with another code than 0
   */
  String run(Path input) {
    try {
      Process process =
          new ProcessBuilder(words)
              .redirectInput(input.toFile())
              .redirectError(Redirect.INHERIT)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (code != 0) {
        throw new CommandFailedException(words, code, output);
      }
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + words, e);
    }
  }

  /**
   * Starts the program, for output to be read while it runs; stdout and stderr come as one stream.
   */
  public Process start() {
    try {
      return start(new ProcessBuilder(words).redirectErrorStream(true));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs the program to its end and leaves both its streams in a file, whatever its exit code. */
  void runInto(Path file) {
    try {
      start(new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(file.toFile()))
          .waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + words, e);
    }
  }

  private static Process start(ProcessBuilder builder) throws IOException {
    return builder.redirectInput(NOTHING.toFile()).start();
  }
}
