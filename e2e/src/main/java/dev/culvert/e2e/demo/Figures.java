package dev.culvert.e2e.demo;

import dev.culvert.e2e.benchmark.Samples;
import dev.culvert.e2e.benchmark.Throughput;
import dev.culvert.e2e.cluster.CulvertRelease;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Link;
import java.time.Duration;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.testcontainers.DockerClientFactory;

/** The figures of docs/performance.md that a demo run gives. */
final class Figures {
  private static final Pattern RSS = Pattern.compile("VmRSS:\\s+(\\d+) kB");
  private static final String READ_STATUS =
      "for p in /proc/[0-9]*; do case $(cat $p/comm) in java|charon*) grep VmRSS $p/status;; esac; done";

  private Figures() {}

  static void print(
      TestCluster cluster,
      Link link,
      Duration connected,
      List<Duration> additions,
      Throughput throughput) {
    List<Duration> sorted = additions.stream().sorted().toList();
    row("apply to Connected, gateways created", "%.2f s".formatted(seconds(connected)));
    row(
        "connection added to running gateways",
        "%.2f s median of %d (%.2f to %.2f)"
            .formatted(
                seconds(sorted.get(sorted.size() / 2)),
                sorted.size(),
                seconds(sorted.getFirst()),
                seconds(sorted.getLast())));
    row(
        "operator memory (RSS)",
        megabytes(
            cluster.kubectl(
                "exec",
                "-n",
                CulvertRelease.NAMESPACE,
                "deploy/culvert",
                "--",
                "sh",
                "-c",
                READ_STATUS)));
    row(
        "gateway pod memory (RSS, agent and charon)",
        megabytes(link.left().exec("sh", "-c", READ_STATUS)));
    row("image sizes, operator and gateway", size("operator") + ", " + size("gateway"));
    row("TCP through Culvert's tunnel", megabits(throughput.culvert()));
    row("TCP through strongSwan set up by hand", megabits(throughput.byHand()));
    row("the first by the second, medians", "%.2f".formatted(throughput.ratio()));
    row(
        "machine",
        "%d cores, %s, Java %s"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                System.getProperty("os.version"),
                Runtime.version()));
  }

  private static void row(String what, String figure) {
    System.out.printf("%-46s %s%n", what, figure);
  }

  private static String megabits(Samples samples) {
    return "%.0f Mbit/s median of %d (%.0f to %.0f)"
        .formatted(samples.median(), samples.values().size(), samples.min(), samples.max());
  }

  private static double seconds(Duration time) {
    return time.toMillis() / 1000.0;
  }

  private static String megabytes(String statuses) {
    long kibibytes =
        RSS.matcher(statuses)
            .results()
            .map((MatchResult match) -> match.group(1))
            .mapToLong(Long::parseLong)
            .sum();
    return "%.0f MB".formatted(kibibytes * 1024 / 1e6);
  }

  private static String size(String image) {
    Long bytes =
        DockerClientFactory.lazyClient()
            .inspectImageCmd("culvert/" + image + ":dev")
            .exec()
            .getSize();
    return bytes == null ? "-" : "%.0f MB".formatted(bytes / 1e6);
  }
}
