package dev.culvert.e2e.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.e2e.benchmark.Samples;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.Node;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Link;
import dev.culvert.e2e.scenario.Side;
import dev.culvert.e2e.scenario.SiteConnection;
import dev.culvert.e2e.scenario.Tools;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * What a pod that talks to its network and beyond it, all the time, sends another way: over the
 * cluster's network, where everybody on it can read it.
 */
@ExtendWith(ClusterExtension.class)
class LeakIT {
  private static final int STARTS = 5;
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String NEAR = "10.1.0.200";
  private static final String FAR = "10.2.0.200";
  private static final String BRANCH = "10.9.0.0/16";
  private static final String IN_BRANCH = "10.9.0.1";

  private static Link link;
  private static Node node;

  @BeforeAll
  static void connect(TestCluster cluster) {
    node = cluster.secondNode();
    Tools.on(cluster, node);
    link = Link.connected(cluster);
    Talker first = Talker.create(link.left(), "first", node, Map.of(), NEAR, FAR);
    first.awaitWay(FAR); // until then the node has no device
    first.member().delete();
  }

  @AfterAll
  static void deleteLink() {
    link.delete();
  }

  @Test
  void withTheContainerThatWaits_nothingLeavesInClear_ever() {
    try (ClearPackets clear = watch(link)) {
      Talker talker =
          Talker.create(
              link.left(),
              "patient",
              node,
              Map.of("culvert.dev/wait-for-network", "true"),
              NEAR,
              FAR);
      talker.awaitMoreWords();
      assertThat(talker.member().pod().getSpec().getInitContainers()).hasSize(1);

      assertWouldBeSeen(clear);
      clear.end();
      assertThat(clear.with(Talker.AFTER)).isEmpty();
      assertThat(clear.count(talker.member().pod().getStatus().getPodIP())).isZero();
      talker.member().delete();
    }
  }

  @Test
  void withoutIt_nothingLeavesInClearOnceVnet0IsThere() {
    try (ClearPackets clear = watch(link)) {
      List<Double> windows = new ArrayList<>();
      List<Double> packets = new ArrayList<>();
      List<Talker> talkers = new ArrayList<>();
      for (int i = 0; i < STARTS; i++) {
        Talker talker = Talker.create(link.left(), "hasty-" + i, node, Map.of(), NEAR, FAR);
        talker.awaitWay(FAR);
        talker.awaitMoreWords();
        talkers.add(talker);
      }
      assertWouldBeSeen(clear);
      clear.end();
      for (Talker talker : talkers) {
        String address = talker.member().pod().getStatus().getPodIP();
        windows.add((double) clear.window(address).toMillis());
        packets.add((double) clear.count(address));
        talker.member().delete();
      }

      System.out.printf(
          "in clear before vnet0 was there: for %.0f ms in the median, %.0f ms at most; packets %s%n",
          new Samples(windows).median(), new Samples(windows).max(), packets);
      assertThat(clear.with(Talker.AFTER)).isEmpty();
    }
  }

  @Test
  void gatewayConnectionOrDeviceTakenAway_nothingLeavesInClear(TestCluster cluster) {
    Talker talker = Talker.create(link.left(), "steady", node, Map.of(), NEAR, FAR);
    talker.awaitWay(FAR);
    try (ClearPackets clear = watch(link)) {
      cluster.client().resource(link.left().pod()).delete();
      talker.awaitMoreWords();
      link.awaitConnected();

      link.left().disconnectFrom(link.right());
      talker.awaitNoWay(FAR);
      talker.awaitMoreWords();
      link.left().connectTo(link.right());
      talker.awaitWay(FAR);

      String device = "culvert" + Wire.vni(link.left());
      String former = index(cluster, device);
      Tools.on(cluster, node).run("ip", "link", "delete", device);
      await("another device")
          .atMost(LIMIT)
          .until(() -> index(cluster, device), now -> !now.isEmpty() && !now.equals(former));
      talker.awaitWay(NEAR);
      talker.awaitMoreWords();

      assertWouldBeSeen(clear);
      clear.end();
      assertThat(clear.with(Talker.AFTER)).isEmpty();
      assertThat(clear.count(talker.member().pod().getStatus().getPodIP())).isZero();
    }
    talker.member().delete();
    link.awaitConnected();
  }

  /** A gateway that cannot deliver a packet tells the sender, and quotes it. */
  @Test
  void packetThatCannotBeDelivered_isNotQuotedInClear_whenItsTunnelHasGone(TestCluster cluster) {
    Talker talker = Talker.create(link.left(), "unheard", node, Map.of(), FAR);
    talker.awaitWay(FAR);
    await("the gateway looks for the receiver")
        .atMost(LIMIT)
        .until(() -> isLookedFor(cluster, FAR));
    try (ClearPackets clear = watch(link)) {
      link.left().disconnectFrom(link.right());
      talker.awaitNoWay(FAR);
      await("the gateway has given up").atMost(LIMIT).until(() -> !isLookedFor(cluster, FAR));

      assertWouldBeSeen(clear);
      clear.end();
      assertThat(clear.with(Talker.AFTER)).isEmpty();
    }
    talker.member().delete();
    link.left().connectTo(link.right());
    link.awaitConnected();
  }

  private static boolean isLookedFor(TestCluster cluster, String address) {
    return Tools.on(cluster)
        .shellInNetworkOf(link.right().pod(), "ip neigh show " + address)
        .contains("INCOMPLETE");
  }

  @Test
  void networkDeleted_nothingLeavesInClear(TestCluster cluster) {
    Side gone = Side.inNewNamespace(cluster, "gone", 3);
    gone.createNetwork();
    SiteConnection branch =
        new SiteConnection(gone, "branch").create(SiteConnection.spec("192.0.2.1", BRANCH));
    String near = "10.3.0.200";
    Talker talker = Talker.create(gone, "left-alone", node, Map.of(), near, IN_BRANCH);
    talker.awaitWay(IN_BRANCH);
    try (ClearPackets clear =
        ClearPackets.of(cluster, cluster.node(), node, gone.prefix(), BRANCH)) {
      branch.disconnect();
      cluster
          .client()
          .resources(VirtualNetwork.class)
          .inNamespace(gone.namespace())
          .withName(gone.name())
          .delete();
      talker.awaitNoWay(near);
      await("vnet0 is gone")
          .atMost(LIMIT)
          .until(() -> !talker.member().shell("ip -o link").contains("vnet0"));
      talker.awaitMoreWords();

      assertWouldBeSeen(clear, gone, near);
      clear.end();
      assertThat(clear.with(Talker.AFTER)).isEmpty();
      assertThat(clear.count(talker.member().pod().getStatus().getPodIP())).isZero();
    }
    gone.delete();
  }

  /** The kernel's number of an interface of the node, which no later one has. */
  private static String index(TestCluster cluster, String device) {
    return Tools.on(cluster, node)
        .shell("cat /sys/class/net/%s/ifindex 2>/dev/null || true".formatted(device))
        .strip();
  }

  private static ClearPackets watch(Link link) {
    return ClearPackets.of(
        link.left().cluster(),
        link.left().cluster().node(),
        node,
        link.left().prefix(),
        link.right().prefix());
  }

  /** Somebody on no network says the same, and it is seen on every interface of the way. */
  private static void assertWouldBeSeen(ClearPackets clear) {
    assertWouldBeSeen(clear, link.left(), FAR);
  }

  private static void assertWouldBeSeen(ClearPackets clear, Side side, String address) {
    Talker stranger = Talker.createStranger(side, "stranger", node, address);
    stranger.awaitMoreWords();
    await("the stranger's words are seen")
        .atMost(LIMIT)
        .until(() -> clear.show(Talker.BEFORE) >= 2);
    stranger.member().delete();
  }
}
