package dev.culvert.e2e.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Capture;
import dev.culvert.e2e.scenario.Link;
import dev.culvert.e2e.scenario.Side;
import dev.culvert.e2e.scenario.Tools;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What somebody sees who listens on the node, through which all goes that gateways send. */
@ExtendWith(ClusterExtension.class)
class CaptureIT {
  /** Sixteen bytes, as many as ping repeats. */
  private static final String INNER = "culvert-in-clear";

  private static final String CONTROL = "culvert-controls";

  /** RFC 3948: after the ports and the checksum, ESP starts with an SPI, IKE with four zeros. */
  private static final String ESP_IN_UDP = "udp port 4500 and udp[4:2] > 12 and udp[8:4] != 0";

  private static final String REPLY = "icmp[icmptype] == icmp-echoreply";

  @Test
  void betweenGateways_thereIsIkeAndEspInUdpOnly(TestCluster cluster) {
    Link link = Link.connected(cluster);

    try (Capture capture = capture(cluster, link)) {
      assertThat(ping(link, 20)).contains(" 0% packet loss");
      assertIsSeen(capture, link);

      assertThat(capture.count(between(link) + " and " + ESP_IN_UDP)).isGreaterThanOrEqualTo(40);
      assertNothingIsInClear(capture, link);
    }
    link.delete();
  }

  @Test
  void tunnelThatGoesDownUnderTraffic_leavesNothingInClear(TestCluster cluster) {
    Link link = Link.connected(cluster);

    try (Capture capture = capture(cluster, link);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var ping = CompletableFuture.supplyAsync(() -> ping(link, 100), threads);
      link.right().disconnectFrom(link.left());
      ping.join();
      assertThat(link.left().reasonTowards(link.right())).isEqualTo("PeerConnectionMissing");
      assertThat(ping(link, 10)).contains("100% packet loss");
      assertIsSeen(capture, link);

      assertNothingIsInClear(capture, link);
    }
    link.delete();
  }

  @Test
  void charonThatIsKilledUnderTraffic_leavesNothingInClear(TestCluster cluster) {
    Link link = Link.connected(cluster);

    try (Capture capture = capture(cluster, link);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var ping = CompletableFuture.supplyAsync(() -> ping(link, 100), threads);
      link.left().exec("sh", "-c", "kill -9 $(grep -l charon /proc/[0-9]*/comm | cut -d/ -f3)");
      ping.join();
      assertIsSeen(capture, link);

      assertNothingIsInClear(capture, link);
    }
    link.delete();
  }

  /** All that either gateway has to do with, by its own addresses or those of the networks. */
  private static Capture capture(TestCluster cluster, Link link) {
    return Capture.start(
        Tools.on(cluster),
        "host %s or host %s or net %s or net %s"
            .formatted(
                link.left().podAddress(),
                link.right().podAddress(),
                link.left().prefix(),
                link.right().prefix()));
  }

  /** Echo requests through the tunnel, with the marker as their payload. */
  private static String ping(Link link, int count) {
    return link.left()
        .exec(
            "sh",
            "-c",
            "ping -q -i 0.1 -W 1 -c %d -p %s -I %s %s 2>&1; true"
                .formatted(
                    count, hex(INNER), link.left().insideAddress(), link.right().insideAddress()));
  }

  /** That the capture would show what goes in clear, and ends it. */
  private static void assertIsSeen(Capture capture, Link link) {
    Tools.on(link.left().cluster())
        .run("ping", "-q", "-c", "2", "-p", hex(CONTROL), link.left().podAddress());
    capture.end();
    assertThat(capture.count(REPLY + " and src host " + link.left().podAddress())).isPositive();
    assertThat(capture.shows(CONTROL)).isTrue();
  }

  private static void assertNothingIsInClear(Capture capture, Link link) {
    assertThat(capture.count(between(link) + " and not " + Capture.IKE_OR_ESP_IN_UDP)).isZero();
    assertThat(capture.count("net " + link.left().prefix() + " or net " + link.right().prefix()))
        .isZero();
    assertThat(capture.shows(INNER)).isFalse();
  }

  /** IP packets between both gateways, with the addresses of pods or of Services. */
  private static String between(Link link) {
    return "ip and " + either(link.left()) + " and " + either(link.right());
  }

  private static String either(Side side) {
    return "(host " + side.podAddress() + " or host " + side.serviceAddress() + ")";
  }

  private static String hex(String text) {
    return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
  }
}
