package dev.culvert.e2e.guest;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;

/** Echo requests from one of the guest's LAN addresses, twenty a second. */
public final class LanPing {
  private static final Pattern SUMMARY =
      Pattern.compile("(\\d+) packets transmitted, (\\d+) received");
  private static final int RATE = 20;
  private static final Duration SLACK = Duration.ofSeconds(60);

  private final LibreswanGuest guest;
  private final int count;
  private final String file;

  private LanPing(LibreswanGuest guest, int count, String file) {
    this.guest = guest;
    this.count = count;
    this.file = file;
  }

  /**
   * Starts sending, and returns once the first request is answered.
   *
   * @param from a LAN address of the guest
   * @param count how many requests are sent
   */
  public static LanPing underWay(LibreswanGuest guest, String from, String to, int count) {
    LanPing ping = start(guest, from, to, count);
    Awaitility.await("an answer from " + to)
        .atMost(SLACK)
        .until(() -> ping.output().contains("bytes from"));
    return ping;
  }

  /** Starts sending, whether or not anything answers. */
  public static LanPing start(LibreswanGuest guest, String from, String to, int count) {
    String file = "/tmp/ping-" + System.nanoTime();
    guest.shell(
        "ping -n -i %s -W 2 -c %d -I %s %s >%s 2>&1 &"
            .formatted(1.0 / RATE, count, from, to, file));
    return new LanPing(guest, count, file);
  }

  /**
   * Waits until all requests are sent and answered, or have had two seconds; how many had no
   * answer.
   */
  public int lost() {
    Awaitility.await("the end of " + file)
        .atMost(SLACK.plusSeconds(count / RATE))
        .until(() -> summary().find());
    Matcher summary = summary();
    if (!summary.find()) {
      throw new AssertionError("ping said: " + output());
    }
    return Integer.parseInt(summary.group(1)) - Integer.parseInt(summary.group(2));
  }

  private Matcher summary() {
    return SUMMARY.matcher(output());
  }

  private String output() {
    return guest.shell("cat " + file);
  }
}
