package dev.culvert.e2e.outside;

import dev.culvert.e2e.wan.Wan;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Somebody on the WAN who sends forged packets: from many addresses, or from one that is somebody
 * else's. Each call sends for a bounded time and returns when it is over.
 */
public final class Attacker implements AutoCloseable {
  private static final String SCRIPT = "/tmp/forge.pl";
  private static final Pattern RESULT = Pattern.compile("sent (\\d+) in ([\\d.]+) s");
  private static final Duration LONGEST = Duration.ofMinutes(15);
  private static final int HIGHEST_RATE = 20_000;

  private final OutsideHost host;

  /** What is forged. */
  public enum Forgery {
    /** IKE_SA_INIT of IKEv2 with random SPI, nonce and key share, as the first of a negotiation. */
    IKE_SA_INIT("init"),
    /** Bytes without meaning. */
    GARBAGE("garbage"),
    /** An INFORMATIONAL request of IKEv2 for an IKE_SA that nobody has. */
    UNKNOWN_IKE_SA("unknown-ike"),
    /** ESP for an SPI that hardly anybody has. */
    UNKNOWN_ESP("unknown-esp");

    private final String word;

    Forgery(String word) {
      this.word = word;
    }
  }

  /**
   * What was sent.
   *
   * @param packets how many
   * @param time in how long
   */
  public record Sent(long packets, Duration time) {
    /** Packets a second. */
    public double rate() {
      return packets * 1000.0 / time.toMillis();
    }
  }

  private Attacker(OutsideHost host) {
    this.host = host;
  }

  /** Starts a machine that has the addresses of {@link Wan#FLOOD_SOURCES}; one at a time. */
  public static Attacker on(Wan wan) {
    OutsideHost host = OutsideHost.on(wan.segment(), wan.attackerAddress());
    host.shell("ip route add local %s dev lo".formatted(Wan.FLOOD_SOURCES));
    host.write(SCRIPT, script());
    return new Attacker(host);
  }

  /**
   * Sends IKE_SA_INITs to port 500, from 4,096 addresses in random order.
   *
   * @param rate packets a second, at most 20,000
   */
  public Sent flood(String target, int rate, Duration time) {
    return send(Forgery.IKE_SA_INIT, "198.18.0.0", 4096, 500, target, 500, rate, time);
  }

  /**
   * Sends what pretends to come from one address and port.
   *
   * @param rate packets a second, at most 20,000
   */
  public Sent forge(
      Forgery forgery,
      String source,
      int sourcePort,
      String target,
      int port,
      int rate,
      Duration time) {
    String own = "local %s/32 dev lo".formatted(source);
    host.shell("ip route replace " + own);
    try {
      return send(forgery, source, 1, sourcePort, target, port, rate, time);
    } finally {
      host.shell("ip route delete " + own);
    }
  }

  @Override
  public void close() {
    host.close();
  }

  private Sent send(
      Forgery forgery,
      String firstSource,
      int sources,
      int sourcePort,
      String target,
      int port,
      int rate,
      Duration time) {
    if (rate > HIGHEST_RATE || time.compareTo(LONGEST) > 0) {
      throw new IllegalArgumentException(
          "%d packets a second for %s is too much".formatted(rate, time));
    }
    String said =
        host.shell(
            "perl %s %s %s %d %d %s %d %d %s"
                .formatted(
                    SCRIPT,
                    forgery.word,
                    firstSource,
                    sources,
                    sourcePort,
                    target,
                    port,
                    rate,
                    time.toMillis() / 1000.0));
    Matcher result = RESULT.matcher(said);
    if (!result.find()) {
      throw new IllegalStateException("forge.pl said: " + said);
    }
    return new Sent(
        Long.parseLong(result.group(1)),
        Duration.ofMillis(Math.round(Double.parseDouble(result.group(2)) * 1000)));
  }

  private static String script() {
    try (InputStream script = Attacker.class.getResourceAsStream("forge.pl")) {
      if (script == null) {
        throw new IllegalStateException("forge.pl is not on the class path");
      }
      return new String(script.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
