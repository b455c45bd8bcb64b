package dev.culvert.e2e.guest;

import java.time.Duration;

/**
 * Bytes sent through a tunnel by TCP, once each way, with their SHA-256 at either end. The peer's
 * host connects, the guest listens on its LAN address.
 *
 * @param toGuest from the peer's host to the guest
 * @param fromGuest from the guest to the peer's host
 */
public record Exchange(Transfer toGuest, Transfer fromGuest) {
  private static final int PORT = 7000;
  private static final int LIMIT_SECONDS = 60;
  private static final Duration LIMIT = Duration.ofSeconds(LIMIT_SECONDS);

  /**
   * One direction.
   *
   * @param sent the sum of what was sent
   * @param received the sum of what arrived
   * @param time from the start of the sender's program to the end of the receiver's
   */
  public record Transfer(String sent, String received, Duration time) {
    /** Whether what arrived is what was sent. */
    public boolean isIntact() {
      return sent.matches("[0-9a-f]{64}") && sent.equals(received);
    }
  }

  /** A host that runs lines of shell, and gives what they wrote to stdout. */
  @FunctionalInterface
  public interface Host {
    /** Runs one line. */
    String shell(String line);
  }

  /**
   * Sends this many random bytes each way.
   *
   * @param lanAddress a LAN address of the guest
   * @param peer a host behind the peer, with bash and coreutils
   */
  public static Exchange of(LibreswanGuest guest, String lanAddress, Host peer, int bytes) {
    return new Exchange(
        toGuest(guest, lanAddress, peer, bytes), fromGuest(guest, lanAddress, peer, bytes));
  }

  /** Whether both directions are. */
  public boolean isIntact() {
    return toGuest.isIntact() && fromGuest.isIntact();
  }

  private static Transfer toGuest(LibreswanGuest guest, String lanAddress, Host peer, int bytes) {
    String file = "/tmp/to-guest-" + System.nanoTime();
    String sent =
        peer.shell("head -c %2$d /dev/urandom >%1$s; sha256sum <%1$s".formatted(file, bytes));
    listen(guest, "-u %s CREATE:%s".formatted(socket(lanAddress), file), file);
    long start = System.nanoTime();
    peer.shell(
        "timeout %d bash -c 'cat %s >/dev/tcp/%s/%d'"
            .formatted(LIMIT_SECONDS, file, lanAddress, PORT));
    String received =
        guest.shell(
            "until [ -e %1$s.end ]; do sleep 0.05; done; sha256sum <%1$s; rm %1$s %1$s.end"
                .formatted(file),
            LIMIT);
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    peer.shell("rm " + file);
    return new Transfer(sum(sent), sum(received), time);
  }

  private static Transfer fromGuest(LibreswanGuest guest, String lanAddress, Host peer, int bytes) {
    String file = "/tmp/from-guest-" + System.nanoTime();
    String sent =
        guest.shell("head -c %2$d /dev/urandom >%1$s; sha256sum <%1$s".formatted(file, bytes));
    listen(guest, "-u OPEN:%s %s".formatted(file, socket(lanAddress)), file);
    long start = System.nanoTime();
    String received =
        peer.shell(
            "timeout %d bash -c 'sha256sum </dev/tcp/%s/%d'"
                .formatted(LIMIT_SECONDS, lanAddress, PORT));
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    guest.shell("rm " + file);
    return new Transfer(sum(sent), sum(received), time);
  }

  private static String socket(String lanAddress) {
    return "TCP-LISTEN:%d,bind=%s,reuseaddr".formatted(PORT, lanAddress);
  }

  private static void listen(LibreswanGuest guest, String ends, String file) {
    guest.shell(
        """
        { timeout %d socat %s; touch %s.end; } &
        until ss -H -l -t -n 'sport = %d' | grep -q .; do sleep 0.05; done
        """
            .formatted(LIMIT_SECONDS, ends, file, PORT));
  }

  private static String sum(String output) {
    return output.strip().split(" ", 2)[0];
  }
}
