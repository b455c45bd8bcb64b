package dev.culvert.e2e.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.Node;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Link;
import dev.culvert.e2e.scenario.Member;
import dev.culvert.e2e.scenario.Side;
import dev.culvert.e2e.scenario.Tools;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two connected networks with pods on two nodes, the gateway of each on another node. */
@ExtendWith(ClusterExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReachIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String API_SERVER = "10.43.0.1";
  private static final String DEAF =
      """
      nft 'table inet deaf {
        chain input { type filter hook input priority -400; meta l4proto icmp icmp type 3 drop; }
        chain output { type filter hook output priority -400; meta l4proto icmp icmp type 3 drop; }
        chain forward { type filter hook forward priority -400; meta l4proto icmp icmp type 3 drop; }
      }'\
      """;

  private TestCluster cluster;
  private Node second;
  private Link link;
  private Member member;
  private Member neighbour;
  private Member far;
  private Member remote;

  @BeforeAll
  void connectTwoNetworks(TestCluster shared) {
    cluster = shared;
    second = cluster.secondNode();
    link =
        new Link(Side.inNewNamespace(cluster, "north", 1), Side.inNewNamespace(cluster, "east", 2));
    link.left().createNetwork();
    awaitGateway(link.left(), cluster.node());
    cluster.uncordon(second);
    cluster.cordon(cluster.node());
    try {
      link.right().createNetwork();
      awaitGateway(link.right(), second);
    } finally {
      cluster.uncordon(cluster.node());
      cluster.cordon(second);
    }
    link.left().connectTo(link.right());
    link.right().connectTo(link.left());
    member = Member.on(link.left(), "member", cluster.node().name());
    neighbour = Member.on(link.left(), "neighbour", cluster.node().name());
    far = Member.on(link.left(), "far", second.name());
    remote = Member.on(link.right(), "remote", cluster.node().name());
    link.awaitConnected();
    awaitWays(member, remote);
    awaitWays(far, remote);
  }

  @AfterAll
  void deleteThem() {
    link.delete();
  }

  @Test
  void podsOfOneNetwork_onOneNode_reachEachOther() {
    Reaching.assertBothWays("one node", member, neighbour);
  }

  @Test
  void podsOfOneNetwork_onTwoNodes_reachEachOther() {
    Reaching.assertBothWays("two nodes", member, far);
  }

  @Test
  void podsOfConnectedNetworks_reachEachOther_throughGatewaysOnTwoNodes() {
    Reaching.assertBothWays("tunnel", member, remote);
    Reaching.assertBothWays("tunnel, from the other node", far, remote);
  }

  @Test
  void podAndGateway_pingEachOther() {
    for (Side side : new Side[] {link.left(), link.right()}) {
      assertThat(member.reaches(side.insideAddress())).isTrue();
      assertThat(remote.reaches(side.insideAddress())).isTrue();
    }
  }

  @Test
  void tenMegabytesPassBothWays_whenNobodyHearsThatAPacketIsTooBig() {
    // New ones: they have heard nothing yet either.
    Member one = Member.on(link.left(), "deaf", second.name());
    Member other = Member.on(link.right(), "deaf", cluster.node().name());
    Tools tools = Tools.on(cluster);
    Stream.of(one.pod(), other.pod(), link.left().pod(), link.right().pod())
        .forEach(pod -> tools.shellInNetworkOf(pod, DEAF));
    try {
      awaitWays(one, other);
      Reaching.assertTenMegabytesBothWays("tunnel, ICMP type 3 dropped", one, other);
    } finally {
      Stream.of(link.left().pod(), link.right().pod())
          .forEach(pod -> tools.shellInNetworkOf(pod, "nft delete table inet deaf"));
    }
  }

  @Test
  void memberKeepsItsPlaceInTheCluster() {
    Tools tools = Tools.on(cluster);
    Pod outsider = tools.startPod("ordinary");
    Pod probed = cluster.client().resource(probed()).create();
    try {
      Pod pod = member.pod();
      assertThat(member.shell("ip route show default")).contains("dev eth0");
      assertThat(Reaching.connects(member, API_SERVER, 443)).isTrue();
      assertThat(Reaching.pings(member, outsider.getStatus().getPodIP())).isTrue();
      assertThat(
              tools.shellIn(
                  outsider,
                  "ping -c 1 -W 1 %s >/dev/null && echo yes".formatted(pod.getStatus().getPodIP())))
          .contains("yes");
      assertThat(pod.getStatus().getPodIP())
          .isEqualTo(member.shell("hostname -I | tr ' ' '\\n' | grep '^10.42.'").strip());
      cluster.client().resource(probed).waitUntilReady(LIMIT.toSeconds(), TimeUnit.SECONDS);
      Member.of(cluster, link.left().namespace(), "probed").awaitAttached();
    } finally {
      tools.deletePod(outsider);
    }
  }

  /** A member that is ready when its node's kubelet gets a connection to the pod's own address. */
  private Pod probed() {
    return Member.pod(link.left().namespace(), "probed", link.left().name(), "frontend")
        .editSpec()
        .withNodeName(second.name())
        .editFirstContainer()
        .withCommand("socat", "TCP-LISTEN:8080,fork,reuseaddr", "PIPE")
        .withNewReadinessProbe()
        .withPeriodSeconds(1)
        .withNewTcpSocket()
        .withNewPort(8080)
        .endTcpSocket()
        .endReadinessProbe()
        .endContainer()
        .endSpec()
        .build();
  }

  private static void awaitWays(Member one, Member other) {
    await(one.address() + " and " + other.address() + " reach each other")
        .atMost(LIMIT)
        .until(() -> one.reaches(other.address()) && other.reaches(one.address()));
  }

  private static void awaitGateway(Side side, Node node) {
    await("the gateway of " + side.name() + " is on " + node.name())
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(side.pod().getSpec().getNodeName()).isEqualTo(node.name()));
  }
}
