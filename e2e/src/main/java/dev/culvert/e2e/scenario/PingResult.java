package dev.culvert.e2e.scenario;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What came of a series of echo requests.
 *
 * @param sent how many requests were sent
 * @param received how many were answered within two seconds
 * @param longestSilence the longest time without an answer after the first one
 */
public record PingResult(int sent, int received, Duration longestSilence) {
  private static final Pattern REPLY =
      Pattern.compile("^\\[(\\d+\\.\\d+)] \\d+ bytes from .*icmp_seq=(\\d+) .*time=([\\d.]+) ms");
  private static final Pattern SUMMARY = Pattern.compile("(\\d+) packets transmitted, \\d+");
  private static final double LATE_MILLIS = 2000;
  private static final int FEW = 5;

  private record Reply(double time, int sequence, double millis) {}

  /** How many requests were not answered. */
  public int lost() {
    return sent - received;
  }

  @Override
  public String toString() {
    return "lost %d of %d, longest silence %.2f s"
        .formatted(lost(), sent, longestSilence.toMillis() / 1000.0);
  }

  static boolean isReply(String line) {
    return reply(line).isPresent();
  }

  /**
   * What {@code ping -D} of iputils has written so far; empty unless all requests are answered.
   *
   * @param count how many of its requests count, from the first on
   */
  static Optional<PingResult> ifAllAnswered(List<String> output, int count) {
    TreeMap<Integer, Reply> replies = replies(output, count);
    return replies.size() == count
        ? Optional.of(new PingResult(count, count, longestSilence(replies, count)))
        : Optional.empty();
  }

  /**
   * Reads what {@code ping -D} of iputils wrote to its end.
   *
   * @param count how many of its requests count, from the first on
   */
  static PingResult parse(List<String> output, int count) {
    int sent =
        output.stream()
            .map(SUMMARY::matcher)
            .filter(Matcher::find)
            .map(summary -> Math.min(count, Integer.parseInt(summary.group(1))))
            .findFirst()
            .orElseThrow(() -> new AssertionError("ping said: " + String.join("\n", output)));
    TreeMap<Integer, Reply> replies = replies(output, count);
    tellFew(sent, replies);
    return new PingResult(sent, replies.size(), longestSilence(replies, sent));
  }

  /**
   * Few that are lost without a fault are worth a look: which they are, and when they were sent.
   */
  private static void tellFew(int sent, TreeMap<Integer, Reply> replies) {
    List<Integer> lost =
        IntStream.rangeClosed(1, sent).filter(n -> !replies.containsKey(n)).boxed().toList();
    if (!lost.isEmpty() && lost.size() <= FEW && !replies.isEmpty()) {
      System.out.printf(
          "echo requests without answer: %s of %d, the first answer (number %d) came at %.3f%n",
          lost, sent, replies.firstKey(), replies.firstEntry().getValue().time());
    }
  }

  private static TreeMap<Integer, Reply> replies(List<String> output, int count) {
    TreeMap<Integer, Reply> replies = new TreeMap<>();
    output.stream()
        .flatMap(line -> reply(line).stream())
        .filter(reply -> reply.millis() <= LATE_MILLIS && reply.sequence() <= count)
        .forEach(reply -> replies.putIfAbsent(reply.sequence(), reply));
    return replies;
  }

  /** Requests after the last answer count by their interval, since nothing ends that silence. */
  private static Duration longestSilence(TreeMap<Integer, Reply> replies, int sent) {
    int unansweredAtTheEnd = sent - (replies.isEmpty() ? 0 : replies.lastKey());
    double longest = unansweredAtTheEnd / (double) Ping.RATE;
    List<Double> times = replies.values().stream().map(Reply::time).sorted().toList();
    for (int i = 1; i < times.size(); i++) {
      longest = Math.max(longest, times.get(i) - times.get(i - 1));
    }
    return Duration.ofMillis(Math.round(longest * 1000));
  }

  private static Optional<Reply> reply(String line) {
    return Stream.of(REPLY.matcher(line))
        .filter(Matcher::find)
        .map(match ->
            new Reply(
                Double.parseDouble(match.group(1)),
                Integer.parseInt(match.group(2)),
                Double.parseDouble(match.group(3))))
        .findFirst();
  }
}
