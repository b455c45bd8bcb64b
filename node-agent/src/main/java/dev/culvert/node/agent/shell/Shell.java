package dev.culvert.node.agent.shell;

import java.io.IOException;

/** Runs commands, in the agent's own network namespace unless they say otherwise. */
public interface Shell {

  /**
   * Runs a command to its end.
   *
   * @param input goes to its standard input
   * @return how it ended and what it wrote, errors included
   * @throws IOException if it cannot be started, takes more than 20 s, or writes more than 4 MiB
   */
  Ended run(String input, String... command) throws IOException;

  /**
   * As {@link #run}, for a command that has to succeed.
   *
   * @throws IOException also if it fails, with what it wrote
   */
  default String require(String input, String... command) throws IOException {
    var ended = run(input, command);
    if (ended.status() != 0) {
      throw new IOException(String.join(" ", command) + " failed: " + ended.output().strip());
    }
    return ended.output();
  }

  /**
   * A command that has ended.
   *
   * @param status 0 for success
   * @param output what it wrote, errors included
   */
  record Ended(int status, String output) {}
}
