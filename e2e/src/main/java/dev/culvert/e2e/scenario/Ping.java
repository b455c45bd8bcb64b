package dev.culvert.e2e.scenario;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Echo requests from one gateway's inside address to the other's, ten a second, each with two
 * seconds to be answered. Runs on the node, so that neither API server nor kubelet is in the way.
 */
public final class Ping {
  private static final Pattern SUMMARY =
      Pattern.compile("(\\d+) packets transmitted, (\\d+) (?:packets )?received");
  private static final int SLACK_SECONDS = 60;

  private final CompletableFuture<Result> result;
  private final int count;

  private Ping(CompletableFuture<Result> result, int count) {
    this.result = result;
    this.count = count;
  }

  /** What came of a run. */
  public record Result(int sent, int received) {
    /** How many were not answered. */
    public int lost() {
      return sent - received;
    }

    @Override
    public String toString() {
      return lost() + " of " + sent + " lost";
    }
  }

  /** Starts sending the given number of requests. */
  public static Ping start(Side from, Side to, int count) {
    String container = from.pod().getStatus().getContainerStatuses().getFirst().getContainerID();
    String id = container.substring(container.indexOf("://") + 3);
    String command =
        "ping -q -i 0.1 -W 2 -c %d -I %s %s; true"
            .formatted(count, from.insideAddress(), to.insideAddress());
    CompletableFuture<Result> result =
        CompletableFuture.supplyAsync(
            () ->
                parse(
                    from.cluster()
                        .node()
                        .exec(
                            "ctr",
                            "-n",
                            "k8s.io",
                            "task",
                            "exec",
                            "--exec-id",
                            "ping-" + System.nanoTime(),
                            id,
                            "sh",
                            "-c",
                            command)),
            Executors.newVirtualThreadPerTaskExecutor());
    return new Ping(result, count);
  }

  /** Sends the given number of requests and waits for the result. */
  public static Result run(Side from, Side to, int count) {
    return start(from, to, count).await();
  }

  /** Waits until all requests are sent and answered, or have had their time. */
  public Result await() {
    try {
      return result.get(count / 10 + SLACK_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted while pinging", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("the ping did not end", e);
    }
  }

  private static Result parse(String output) {
    Matcher summary = SUMMARY.matcher(output);
    if (!summary.find()) {
      throw new AssertionError("ping said: " + output);
    }
    return new Result(Integer.parseInt(summary.group(1)), Integer.parseInt(summary.group(2)));
  }
}
