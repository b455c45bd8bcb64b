package dev.culvert.e2e.scenario;

/** A place where a line of shell can be run. */
public interface Shell {
  /**
   * Runs a line of shell, and gives what it wrote to stdout.
   *
   * @throws dev.culvert.e2e.cluster.CommandFailedException when it exits with another code than 0
   */
  String shell(String line);
}
