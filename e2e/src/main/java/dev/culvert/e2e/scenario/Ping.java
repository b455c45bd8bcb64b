package dev.culvert.e2e.scenario;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Echo requests from one host to another, ten a second, each with two seconds to be answered.
 * Between gateways they go from one inside address to the other, and run on their node, so that
 * neither API server nor kubelet is in the way.
 */
public final class Ping {
  /** Requests a second. */
  public static final int RATE = 10;

  private static final int SLACK_SECONDS = 60;

  /**
   * Requests behind those that count: ping waits no more than a tenth of a second for the answer to
   * its last one.
   */
  public static final int TAIL = 2 * RATE;

  private final CompletableFuture<Void> underWay = new CompletableFuture<>();
  private final CompletableFuture<PingResult> result = new CompletableFuture<>();
  private final int count;

  private Ping(int count) {
    this.count = count;
  }

  /** Starts sending the given number of requests. */
  public static Ping start(Side from, Side to, int count) {
    PodContainer sender = from.container();
    return of(
        sender
            .node()
            .start(
                "ctr",
                "-n",
                "k8s.io",
                "task",
                "exec",
                "--exec-id",
                "ping-" + System.nanoTime(),
                sender.id(),
                "sh",
                "-c",
                command(from.insideAddress(), to.insideAddress(), count)),
        count);
  }

  /** The line of shell that sends the given number of requests, and some more. */
  public static String command(String source, String target, int count) {
    return "ping -D -i 0.1 -W 2 -c %d -I %s %s; true".formatted(count + TAIL, source, target);
  }

  /** Sends the given number of requests by a host's own shell and waits for the result. */
  public static PingResult run(Host from, Host to, int count) {
    String output = from.shell(command(from.address(), to.address(), count));
    return PingResult.parse(output.lines().toList(), count);
  }

  /**
   * A ping under way.
   *
   * @param process runs what {@link #command} gives for the same count
   */
  public static Ping of(Process process, int count) {
    Ping ping = new Ping(count);
    Thread.ofVirtual().name("ping").start(() -> ping.read(process));
    return ping;
  }

  /** Starts sending, and returns once the first request is answered. */
  public static Ping underWay(Side from, Side to, int count) {
    return start(from, to, count).awaitUnderWay();
  }

  /** Waits until the first request is answered. */
  public Ping awaitUnderWay() {
    get(underWay, SLACK_SECONDS);
    return this;
  }

  /** Sends the given number of requests and waits for the result. */
  public static PingResult run(Side from, Side to, int count) {
    return start(from, to, count).await();
  }

  /** Waits until all requests are sent and answered, or have had their time. */
  public PingResult await() {
    return get(result, Duration.ofSeconds(count / RATE + SLACK_SECONDS).toSeconds());
  }

  private void read(Process process) {
    try (BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      List<String> lines = new ArrayList<>();
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        lines.add(line);
        if (PingResult.isReply(line)) {
          underWay.complete(null);
          if (lines.size() > count && !result.isDone()) {
            PingResult.ifAllAnswered(lines, count).ifPresent(result::complete);
          }
        }
      }
      if (!result.isDone()) {
        result.complete(PingResult.parse(lines, count));
      }
    } catch (IOException | RuntimeException e) {
      result.completeExceptionally(e);
    }
    underWay.completeExceptionally(new AssertionError("no echo request was answered"));
  }

  private static <T> T get(CompletableFuture<T> future, long seconds) {
    try {
      return future.get(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while pinging", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("the ping did not end", e);
    }
  }
}
