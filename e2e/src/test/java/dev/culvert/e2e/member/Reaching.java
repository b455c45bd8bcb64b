package dev.culvert.e2e.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.e2e.scenario.Host;
import dev.culvert.e2e.scenario.Ping;
import dev.culvert.e2e.scenario.Shell;
import dev.culvert.e2e.scenario.Transfer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** What it means that two hosts reach each other. */
final class Reaching {
  /** Each server has its own, since it goes on for a while. */
  private static final AtomicInteger ECHO_PORT = new AtomicInteger(7001);

  private Reaching() {}

  /** By ICMP, UDP and TCP, whole and both ways; prints how long 10 MB took. */
  static void assertBothWays(String words, Host one, Host other) {
    for (Host[] way : List.of(new Host[] {one, other}, new Host[] {other, one})) {
      assertThat(Ping.run(way[0], way[1], 10).lost())
          .as("%s: ping from %s to %s", words, way[0].address(), way[1].address())
          .isZero();
      assertThat(echoes(way[0], way[1], 1200)).as("%s: 1200 bytes of UDP", words).isTrue();
      assertThat(echoes(way[0], way[1], 4000)).as("%s: 4000 bytes of UDP", words).isTrue();
    }
    assertTenMegabytesBothWays(words, one, other);
  }

  /** By TCP, intact and both ways. */
  static void assertTenMegabytesBothWays(String words, Host one, Host other) {
    Transfer forth = Transfer.tenMegabytes(one, other);
    Transfer back = Transfer.tenMegabytes(other, one);
    System.out.printf("10 MB, %s: %s there, %s back%n", words, forth.time(), back.time());
    assertThat(forth.isIntact()).as(words + ": 10 MB intact there").isTrue();
    assertThat(back.isIntact()).as(words + ": 10 MB intact back").isTrue();
  }

  /** Whether one datagram of that size comes back as it was sent, in one of ten attempts. */
  static boolean echoes(Host from, Host to, int bytes) {
    int port = ECHO_PORT.getAndIncrement();
    to.shell(
        "timeout 10 socat -b 65536 UDP-RECVFROM:%d,bind=%s,fork PIPE </dev/null >/dev/null 2>&1 &"
            .formatted(port, to.address()));
    return from.shell(
            """
            f=/tmp/datagram-%4$d; head -c %3$d /dev/urandom >$f
            for attempt in 1 2 3 4 5 6 7 8 9 10; do
              socat -b 65536 -t 0.3 - UDP:%1$s:%2$d,bind=%5$s <$f >$f.back 2>/dev/null || true
              if cmp -s $f $f.back; then echo whole; break; fi
            done
            rm -f $f $f.back\
            """
                .formatted(to.address(), port, bytes, System.nanoTime(), from.address()))
        .contains("whole");
  }

  /** Whether a TCP connection to the port is taken within two seconds. */
  static boolean connects(Shell from, String address, int port) {
    return from.shell(
            "timeout 2 bash -c 'echo > /dev/tcp/%s/%d' 2>/dev/null && echo yes || true"
                .formatted(address, port))
        .contains("yes");
  }

  /** What whoever takes a TCP connection to the port says within two seconds. */
  static String hears(Shell from, String address, int port) {
    return from.shell(
            "timeout 2 bash -c 'cat </dev/tcp/%s/%d' 2>/dev/null || true".formatted(address, port))
        .strip();
  }

  /** Whether an echo request to the address is answered within a second. */
  static boolean pings(Shell from, String address) {
    return from.shell("ping -c 1 -W 1 %s >/dev/null 2>&1 && echo yes || true".formatted(address))
        .contains("yes");
  }
}
