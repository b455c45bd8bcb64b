package dev.culvert.e2e.cluster;

import java.util.List;

/** A program ended with an exit code that means failure. */
public final class CommandFailedException extends RuntimeException {

  private static final long serialVersionUID = 1;

  CommandFailedException(List<String> words, int code, String output) {
    super("%s exited with %d: %s".formatted(String.join(" ", words), code, output.strip()));
  }
}
