package dev.culvert.e2e.scenario;

import java.time.Duration;
import java.time.Instant;

/**
 * Random bytes that one host has sent to another by TCP.
 *
 * @param sent the SHA-256 of what was sent
 * @param received the SHA-256 of what came
 * @param time from connecting to the last byte
 */
public record Transfer(String sent, String received, Duration time) {
  private static final int PORT = 7000;
  private static final int BYTES = 10_000_000;
  private static final int LIMIT_SECONDS = 120;

  /**
   * Sends 10 MB.
   *
   * @throws dev.culvert.e2e.cluster.CommandFailedException when there is no way, or it takes longer
   *     than two minutes
   */
  public static Transfer tenMegabytes(Host from, Host to) {
    String file = "/tmp/transfer-" + System.nanoTime();
    to.shell(
        "timeout %d socat -u TCP-LISTEN:%d,bind=%s,reuseaddr CREATE:%s.in </dev/null >/dev/null 2>&1 &"
            .formatted(LIMIT_SECONDS, PORT, to.address(), file));
    from.shell("head -c %d /dev/urandom >%s.out".formatted(BYTES, file));
    Instant start = Instant.now();
    from.shell(
        "timeout %d socat -u FILE:%s.out TCP:%s:%d,bind=%s,connect-timeout=5,retry=5,interval=0.2"
            .formatted(LIMIT_SECONDS, file, to.address(), PORT, from.address()));
    to.shell(
        "timeout %d sh -c 'while [ $(stat -c %%s %s.in) -lt %d ]; do sleep 0.02; done' || true"
            .formatted(LIMIT_SECONDS, file, BYTES));
    Duration time = Duration.between(start, Instant.now());
    return new Transfer(take(from, file + ".out"), take(to, file + ".in"), time);
  }

  /** Whether what came is what was sent. */
  public boolean isIntact() {
    return sent.equals(received);
  }

  private static String take(Shell host, String file) {
    return host.shell("sha256sum <%1$s && rm -f %1$s".formatted(file)).split(" ")[0];
  }
}
