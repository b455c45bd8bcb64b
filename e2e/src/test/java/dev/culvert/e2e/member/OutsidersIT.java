package dev.culvert.e2e.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.Node;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.outside.Device;
import dev.culvert.e2e.scenario.Capture;
import dev.culvert.e2e.scenario.Host;
import dev.culvert.e2e.scenario.Member;
import dev.culvert.e2e.scenario.Shell;
import dev.culvert.e2e.scenario.Side;
import dev.culvert.e2e.scenario.Tools;
import dev.culvert.e2e.wan.Wan;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** Pods of no network, nodes and hosts outside, and what they can do to a network's pods. */
@ExtendWith(ClusterExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutsidersIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int MEMBER_PORT = 7003;
  private static final String SECRET = "members-only";
  private static final String GUARD = "inet culvert_nodes";

  private TestCluster cluster;
  private Side side;
  private int vni;
  private Map<Node, Member> members;
  private Map<Node, Pod> outsiders;

  @BeforeAll
  void createMembersAndOthersOnBothNodes(TestCluster shared) {
    cluster = shared;
    Node second = cluster.secondNode();
    side = Side.inNewNamespace(cluster, "closed", 3);
    side.createNetwork();
    members =
        Map.of(
            cluster.node(),
            Member.on(side, "here", cluster.node().name()),
            second,
            Member.on(side, "there", second.name()));
    vni = Wire.vni(side);
    // Root, with the capabilities that a container has by default, NET_RAW among them.
    outsiders =
        Map.of(
            cluster.node(),
            Tools.on(cluster).startPod("outsider-here"),
            second,
            Tools.on(cluster, second).startPod("outsider-there"));
    members
        .values()
        .forEach(member ->
            member.shell(
                "socat TCP-LISTEN:%d,fork,reuseaddr SYSTEM:'echo %s' </dev/null >/dev/null 2>&1 &"
                    .formatted(MEMBER_PORT, SECRET)));
  }

  @AfterAll
  void deleteThem() {
    outsiders.forEach((node, pod) -> Tools.on(cluster, node).deletePod(pod));
    side.delete();
  }

  @Test
  void podOfNoNetwork_andNodeItself_andHostOutside_reachNoMember() {
    Member here = here();
    Member there = there();
    assertThat(Reaching.hears(here, there.address(), MEMBER_PORT)).isEqualTo(SECRET);
    assertThat(Reaching.hears(there, here.address(), MEMBER_PORT)).isEqualTo(SECRET);
    try (Device outside = Device.on(Wan.shared())) {
      Host host = outside.hostBehind("192.168.99.10");
      Map<String, Shell> strangers = new TreeMap<>();
      outsiders.forEach((node, pod) -> {
        strangers.put("pod on " + node.name(), in(pod));
        strangers.put("node " + node.name(), Tools.on(cluster, node));
        strangers.put(
            "host outside, by way of " + node.name(),
            line ->
                host.shell(
                    "ip route replace %s via %s; %s"
                        .formatted(side.prefix(), node.address(), line)));
      });
      members.forEach((node, member) -> {
        try (Capture capture = Wire.capture(Tools.on(cluster, node), member.pod())) {
          strangers.forEach((name, stranger) -> {
            assertThat(Reaching.pings(stranger, member.address())).as("%s pings", name).isFalse();
            assertThat(Reaching.hears(stranger, member.address(), MEMBER_PORT))
                .as("what %s hears", name)
                .isNotEqualTo(SECRET);
          });
          capture.end();
          assertThat(capture.count("ip")).as("packets at " + member.address()).isZero();
        }
      });
    }
  }

  @Test
  void forgedFramesOfAnOrdinaryPod_orOfAHostOutside_reachNoMember() {
    List<Forger> forgers = new ArrayList<>();
    try (Device outside = Device.on(Wan.shared())) {
      Shell host = outside.hostBehind("192.168.99.10");
      outsiders.forEach((from, pod) ->
          members.forEach((to, member) -> {
            String words = "pod on " + from.name() + " to " + to.name();
            String service = createService(from, to);
            forgers.add(new Forger(words, in(pod), to.address(), null));
            forgers.add(new Forger(words + " by a Service", in(pod), service, null));
            for (Node claimed : cluster.nodes()) {
              forgers.add(
                  new Forger(
                      words + " as " + claimed.name(), in(pod), to.address(), claimed.address()));
            }
          }));
      members
          .keySet()
          .forEach(to ->
              forgers.add(new Forger("host outside to " + to.name(), host, to.address(), null)));

      assertThat(arrived(forgers, "guarded")).isEmpty();

      Set<String> unguarded = new TreeSet<>();
      List<String> honest =
          forgers.stream().filter(forger -> forger.claimed() == null).map(Forger::words).toList();
      withoutGuard(() ->
          // The guard is back for a moment now and then.
          await("all that claim nothing get through without guard")
              .atMost(LIMIT)
              .until(() -> {
                unguarded.addAll(arrived(forgers, "unguarded"));
                return unguarded.containsAll(honest);
              }));
      System.out.printf(
          "%d ways to forge frames: without the nodes' guard arrived %s%n",
          forgers.size(), unguarded);
      assertThat(arrived(forgers, "guarded-again")).isEmpty();
    }
  }

  /** Takes the guard away from both nodes, as often as their agents put it back. */
  private void withoutGuard(Runnable work) {
    Map<Tools, String> loops =
        cluster.nodes().stream()
            .map(node -> Tools.on(cluster, node))
            .collect(
                Collectors.toMap(
                    Function.identity(),
                    tools ->
                        tools
                            .shell(
                                "timeout 120 sh -c 'while :; do nft delete table %s; sleep 0.1; done' </dev/null >/dev/null 2>&1 & echo $!"
                                    .formatted(GUARD))
                            .strip()));
    try {
      loops.keySet().forEach(tools -> awaitGuard(tools, false));
      work.run();
    } finally {
      loops.forEach((tools, loop) -> {
        tools.shell("kill " + loop);
        awaitGuard(tools, true);
      });
    }
  }

  private static void awaitGuard(Tools tools, boolean isThere) {
    await("the guard is there: " + isThere)
        .atMost(LIMIT)
        .until(() -> tools.shell("nft list tables").contains(GUARD) == isThere);
  }

  /**
   * Somebody who sends frames as if they were from one member to the other.
   *
   * @param to a node's address or one that leads there
   * @param claimed the source address the sender claims; null: its own
   */
  private record Forger(String words, Shell shell, String to, @Nullable String claimed) {}

  /** Who of them could get an echo request or a datagram to any member. */
  private List<String> arrived(List<Forger> forgers, String text) {
    List<String> arrived = new ArrayList<>();
    Tools tools = Tools.on(cluster);
    Member here = here();
    Member there = there();
    try (Capture one = Wire.capture(tools, here.pod());
        Capture other = Wire.capture(tools, there.pod())) {
      for (int i = 0; i < forgers.size(); i++) {
        forge(forgers.get(i), marker(text, Integer.toString(i)));
      }
      assertThat(here.reaches(there.address())).isTrue();
      assertThat(there.reaches(here.address())).isTrue();
      one.end();
      other.end();
      assertThat(one.count("icmp")).isPositive();
      assertThat(other.count("icmp")).isPositive();
      Set<String> texts = new HashSet<>(one.texts(marker(text, "[0-9]*")));
      texts.addAll(other.texts(marker(text, "[0-9]*")));
      for (int i = 0; i < forgers.size(); i++) {
        if (texts.contains(marker(text, Integer.toString(i)))) {
          arrived.add(forgers.get(i).words());
        }
      }
    }
    return arrived;
  }

  private static String marker(String text, String number) {
    return "culvert-forged-%s-%s.".formatted(text, number);
  }

  private void forge(Forger forger, String text) {
    byte[][] frames =
        Stream.of(frames(here(), there(), text), frames(there(), here(), text))
            .flatMap(all -> all)
            .toArray(byte[][]::new);
    var socket = new RawSocket(forger.shell());
    if (forger.claimed() == null) {
      socket.datagrams(forger.to(), Wire.PORT, frames);
    } else {
      socket.packets(
          forger.to(),
          Stream.of(frames)
              .map(frame ->
                  Packets.ipv4(
                      forger.claimed(),
                      forger.to(),
                      Packets.UDP,
                      Packets.udp(Wire.PORT, Wire.PORT, frame)))
              .toArray(byte[][]::new));
    }
  }

  /** An echo request and a datagram from one member to the other, as they are between nodes. */
  private Stream<byte[]> frames(Member from, Member to, String text) {
    return Stream.of(
            Packets.ipv4(from.address(), to.address(), Packets.ICMP, Packets.echoRequest(text)),
            Packets.ipv4(
                from.address(),
                to.address(),
                Packets.UDP,
                Packets.udp(5000, 5000, Packets.bytes(text))))
        .map(packet ->
            Packets.vxlan(
                vni, Packets.ethernet(Wire.mac(to), Wire.mac(from), Packets.IPV4, packet)));
  }

  private Member here() {
    return members.get(cluster.node());
  }

  private Member there() {
    return members.get(cluster.secondNode());
  }

  /** Has a Service lead to a node's port for frames, and gives its address. */
  private String createService(Node from, Node to) {
    String name = "frames-" + from.name() + "-" + to.name();
    String address =
        cluster
            .client()
            .resource(
                new ServiceBuilder()
                    .withNewMetadata()
                    .withName(name)
                    .withNamespace(side.namespace())
                    .endMetadata()
                    .withNewSpec()
                    .addNewPort()
                    .withName("frames")
                    .withProtocol("UDP")
                    .withPort(Wire.PORT)
                    .endPort()
                    .endSpec()
                    .build())
            .create()
            .getSpec()
            .getClusterIP();
    cluster
        .client()
        .resource(
            new EndpointSliceBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(side.namespace())
                .addToLabels("kubernetes.io/service-name", name)
                .endMetadata()
                .withAddressType("IPv4")
                .addNewPort()
                .withName("frames")
                .withProtocol("UDP")
                .withPort(Wire.PORT)
                .endPort()
                .addNewEndpoint()
                .withAddresses(to.address())
                .endEndpoint()
                .build())
        .create();
    await("the Service leads to " + to.name())
        .atMost(LIMIT)
        .until(() ->
            from.exec(
                    "sh", "-c", "iptables-save -t nat | grep -- '%s/32' || true".formatted(address))
                .contains("-j KUBE-SVC"));
    return address;
  }

  private Shell in(Pod pod) {
    return line -> Tools.on(cluster).shellIn(pod, line);
  }
}
