package dev.culvert.gateway.agent.charon;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One run of charon. Its log lines go to the agent's output as they come. */
final class CharonProcess {
  private static final Duration GRACE = Duration.ofSeconds(3);

  private final Process process;

  private CharonProcess(Process process) {
    this.process = process;
  }

  /**
   * Starts charon.
   *
   * @param command the program and its arguments
   * @param socket the VICI socket; a file left by an earlier run is removed
   */
  static CharonProcess start(List<String> command, Path socket, PrintStream out)
      throws IOException {
    Files.deleteIfExists(socket);
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    Thread.ofPlatform().daemon().name("charon-log").start(() -> copy(process, out));
    return new CharonProcess(process);
  }

  private static void copy(Process process, PrintStream out) {
    try (BufferedReader lines = process.inputReader()) {
      for (var line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!isRoutine(line)) {
          out.println(line);
        }
      }
    } catch (IOException e) {
      out.println("charon's log cannot be read: " + e.getMessage());
    }
  }

  /** Dead peer detection: a line every few seconds and tunnel that says nothing new. */
  private static boolean isRoutine(String line) {
    return line.endsWith("sending DPD request");
  }

  boolean isAlive() {
    return process.isAlive();
  }

  /** Waits for the end of the process; false if it still runs after the given time. */
  boolean endsWithin(Duration time) throws InterruptedException {
    return process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What it has used of the processors so far; zero where the system does not tell. */
  Duration cpuTime() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO);
  }

  /** How the process ended, in words. */
  String ending() {
    int status = process.exitValue();
    return status > 128 ? "killed by signal " + (status - 128) : "exit status " + status;
  }

  void kill() {
    process.toHandle().destroyForcibly();
  }

  /** Lets charon say goodbye to its peers, and kills it if that takes long. */
  void stop() throws InterruptedException {
    process.toHandle().destroy(); // Unlike Process.destroy, leaves the log open to its end.
    if (!endsWithin(GRACE)) {
      kill();
    }
  }
}
