package dev.culvert.e2e.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Capture;
import dev.culvert.e2e.scenario.Link;
import dev.culvert.e2e.scenario.Member;
import dev.culvert.e2e.scenario.Side;
import dev.culvert.e2e.scenario.SiteConnection;
import dev.culvert.e2e.scenario.Tools;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** A member that is root and may make its packets itself. */
@ExtendWith(ClusterExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SpoofingIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String VNET0 = "vnet0";
  private static final int AF_PACKET = 17;
  private static final int AF_XDP = 44;
  private static final String BRANCH = "10.9.0.0/16";
  private static final String STRANGE = "192.168.77.7";

  private TestCluster cluster;
  private Tools tools;
  private Link link;
  private Member attacker;
  private Member victim;
  private Member near;
  private Member far;
  private Member remote;
  private String ownMac;
  private int next;

  /**
   * Something the attacker sends.
   *
   * @param number its own, to be found in what is sent
   */
  private record Attempt(int number, String words, Consumer<RawSocket> send) {}

  @BeforeAll
  void createMembers(TestCluster shared) {
    cluster = shared;
    tools = Tools.on(cluster);
    link =
        new Link(
            Side.inNewNamespace(cluster, "spoofed", 1), Side.inNewNamespace(cluster, "spared", 2));
    Side left = link.left();
    cluster.kubectl(
        "label",
        "namespace",
        left.namespace(),
        "--overwrite",
        "pod-security.kubernetes.io/enforce=privileged");
    left.createNetwork();
    link.right().createNetwork();
    left.connectTo(link.right());
    link.right().connectTo(left);
    String first = cluster.node().name();
    String second = cluster.secondNode().name();
    attacker = Member.create(cluster, rootWithRawSockets("attacker", first)).awaitAttached();
    victim = Member.on(left, "victim", first);
    near = Member.on(left, "near", first);
    far = Member.on(left, "far", second);
    remote = Member.on(link.right(), "remote", second);
    ownMac = Wire.mac(attacker);
    link.awaitConnected();
    await("the tunnel is used")
        .atMost(LIMIT)
        .until(() -> attacker.reaches(remote.address()) && near.reaches(remote.address()));
  }

  @AfterAll
  void deleteThem() {
    link.delete();
  }

  @Test
  void foreignAddress_orMac_isSeenByNobody_howeverItIsSent() {
    List<Attempt> own = new ArrayList<>();
    List<Attempt> forged = new ArrayList<>();
    String foreignMac = Wire.mac(victim);
    List<String> foreign =
        List.of(victim.address(), link.left().insideAddress(), remote.address(), STRANGE);
    own.add(echo(RawSocket.Way.QUEUED, ownMac, attacker.address()));
    own.add(arpRequest(RawSocket.Way.QUEUED, ownMac, attacker.address()));
    for (RawSocket.Way way : RawSocket.Way.values()) {
      forged.add(echo(way, foreignMac, attacker.address()));
      for (String address : foreign) {
        forged.add(echo(way, ownMac, address));
        forged.add(echo(way, foreignMac, address));
      }
      forged.add(arpReply(way, ownMac, victim.address()));
      forged.add(arpRequest(way, ownMac, victim.address()));
      forged.add(arpRequest(way, foreignMac, victim.address()));
      forged.add(arpRequest(way, foreignMac, attacker.address()));
      forged.add(tagged(way));
    }
    for (String address : foreign) {
      for (Member target : List.of(near, far, remote)) {
        if (!address.equals(target.address())) {
          forged.add(routed(address, target));
        }
      }
    }

    Map<String, List<String>> seen = send(attacker, own, forged);

    assertThat(seen.get("near")).containsAll(words(own));
    assertThat(seen.get("far")).containsAll(words(own));
    seen.forEach((who, what) ->
        assertThat(what).as("forged, seen by " + who).doesNotContainAnyElementsOf(words(forged)));
    for (Member one : List.of(near, far)) {
      assertThat(one.reaches(victim.address())).isTrue();
      assertThat(one.shell("ip neigh show " + victim.address())).contains(Wire.mac(victim));
    }
    System.out.printf(
        "%d forgeries seen by nobody, %d frames of its own by both%n", forged.size(), own.size());
  }

  @Test
  void otherInterface_isNoWayToAMembersAddress_norFromIt() {
    Pod pod = rootWithRawSockets("stranger", cluster.node().name());
    pod.getMetadata().setLabels(Map.of());
    Member stranger = Member.create(cluster, pod);
    Member open = Member.on(link.left(), "open", cluster.node().name());
    await("the stranger runs")
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(() -> stranger.reaches(open.pod().getStatus().getPodIP()));

    assertThat(answers(stranger, open)).isZero();
    tools.shellInNetworkOf(open.pod(), "nft delete table inet culvert_member");
    assertThat(answers(stranger, open)).isEqualTo(2);
    stranger.delete();
    open.delete();
  }

  /** How many packets the member sends a pod beside it from its address on the network. */
  private int answers(Member stranger, Member member) {
    String from = stranger.pod().getStatus().getPodIP();
    byte[] request =
        Packets.ethernet(
            mac(member),
            mac(stranger),
            Packets.IPV4,
            Packets.ipv4(from, member.address(), Packets.ICMP, Packets.echoRequest(text(next++))));
    try (Capture capture =
        Wire.capture(tools, stranger.pod(), "eth0", "icmp and src host " + member.address())) {
      new RawSocket(stranger).frames("eth0", RawSocket.Way.QUEUED, Packets.IPV4, request);
      member.shell("ping -c 1 -W 1 -I %s %s || true".formatted(member.address(), from));
      assertThat(member.reaches(from)).isTrue();
      capture.end();
      return capture.count("");
    }
  }

  private static String mac(Member member) {
    return member.shell("cat /sys/class/net/eth0/address").strip();
  }

  /** A chain in another's place would let forged packets through for a moment. */
  @Test
  void packetFilters_areChangedInPlace() {
    Pod gateway = link.left().pod();
    String ofAttacker = chains(attacker.pod(), "netdev");
    String ofGateway = chains(gateway, "inet");
    SiteConnection branch =
        new SiteConnection(link.left(), "branch").create(SiteConnection.spec("192.0.2.1", BRANCH));
    await("both know the way to the branch")
        .atMost(LIMIT)
        .until(() ->
            attacker.shell("ip route").contains(BRANCH)
                && tools.shellInNetworkOf(gateway, "nft list table inet culvert").contains(BRANCH));

    assertThat(chains(attacker.pod(), "netdev")).isEqualTo(ofAttacker).contains("chain egress");
    assertThat(chains(gateway, "inet")).isEqualTo(ofGateway).contains("chain forward");
    branch.disconnect();
  }

  /** The table and its chains, each with the number that no later one has. */
  private String chains(Pod pod, String family) {
    return tools.shellInNetworkOf(
        pod, "nft -a list table %s culvert | grep -E 'table|chain'".formatted(family));
  }

  @Test
  void sourceOutsideTheNetwork_isDroppedByTheGateway_alsoWhereNothingElseDoes() {
    Attempt toRemote = routed(STRANGE, remote);
    Attempt toNear = routed(STRANGE, near);
    Member unguarded =
        Member.create(cluster, rootWithRawSockets("unguarded", cluster.node().name()))
            .awaitAttached();
    await("the tunnel is used").atMost(LIMIT).until(() -> unguarded.reaches(remote.address()));
    assertThat(send(unguarded, List.of(), List.of(toRemote, toNear)).values())
        .allMatch(List::isEmpty);
    tools.shellInNetworkOf(unguarded.pod(), "nft delete table netdev culvert");

    Map<String, List<String>> seen = send(unguarded, List.of(), List.of(toRemote, toNear));

    assertThat(seen.get("gateway")).containsExactly(toRemote.words());
    assertThat(seen.get("near")).containsExactly(toNear.words());
    assertThat(seen.get("remote")).isEmpty();
    unguarded.delete();
  }

  @Test
  void memberWithoutNetRaw_hasNoSocketForFrames() {
    for (int family : List.of(AF_PACKET, AF_XDP)) {
      String line = "perl -e 'socket(S,%d,3,0) and print \"open\"'".formatted(family);
      assertThat(near.shell(line)).as("family " + family).isEmpty();
    }
  }

  /** Sends all, and gives the words of what each of the others has seen. */
  private Map<String, List<String>> send(Member sender, List<Attempt> own, List<Attempt> forged) {
    var socket = new RawSocket(sender);
    Map<String, Capture> captures = new TreeMap<>();
    Map<String, List<String>> seen = new TreeMap<>();
    Map<String, Pod> pods =
        Map.of(
            "victim", victim.pod(),
            "near", near.pod(),
            "far", far.pod(),
            "gateway", link.left().pod(),
            "remote", remote.pod());
    try {
      pods.forEach((who, pod) -> captures.put(who, Wire.capture(tools, pod)));
      own.forEach(attempt -> attempt.send().accept(socket));
      forged.forEach(attempt -> attempt.send().accept(socket));
      // What was sent before this has arrived when this has.
      for (Member one : List.of(victim, near, far, remote)) {
        assertThat(sender.reaches(one.address())).isTrue();
      }
      captures.forEach((who, capture) -> {
        capture.end();
        Set<String> texts = capture.texts("culvert-spoofed-[0-9]*\\.");
        List<String> words =
            Stream.concat(own.stream(), forged.stream())
                .filter(attempt -> texts.contains(text(attempt.number())))
                .map(Attempt::words)
                .toList();
        seen.put(who, words);
      });
    } finally {
      captures.values().forEach(Capture::close);
    }
    return seen;
  }

  private static List<String> words(List<Attempt> attempts) {
    return attempts.stream().map(Attempt::words).toList();
  }

  private Attempt echo(RawSocket.Way way, String mac, String address) {
    int number = next++;
    byte[][] frames = {
      echoFrame(Packets.EVERYBODY, mac, address, near, number),
      echoFrame(Wire.mac(near), mac, address, near, number),
      echoFrame(Wire.mac(far), mac, address, far, number)
    };
    return new Attempt(
        number,
        "%s echo request from %s %s".formatted(way, mac, address),
        socket -> socket.frames(VNET0, way, Packets.IPV4, frames));
  }

  private static byte[] echoFrame(String to, String mac, String address, Member target, int n) {
    return Packets.ethernet(
        to,
        mac,
        Packets.IPV4,
        Packets.ipv4(address, target.address(), Packets.ICMP, Packets.echoRequest(text(n))));
  }

  /**
   * An echo request in the victim's name behind a tag that receivers overlook, so that where IP has
   * its source address without a tag there is the attacker's own: in time to live, protocol and
   * checksum. The kernel is told that it is IP.
   */
  private Attempt tagged(RawSocket.Way way) {
    int number = next++;
    byte[] own = Packets.address(attacker.address());
    String from = victim.address();
    String to = near.address();
    byte[] payload = Packets.echoRequest(text(number));
    int wanted = (own[2] & 0xff) << 8 | own[3] & 0xff;
    byte[] packet =
        IntStream.range(0, 0x10000)
            .mapToObj(id -> Packets.ipv4(from, to, own[1], own[0], id, payload))
            .filter(candidate -> Packets.checksum(candidate) == wanted)
            .findFirst()
            .orElseThrow();
    byte[] frame =
        Packets.ethernet(
            Wire.mac(near), ownMac, Packets.VLAN, Packets.tagged(Packets.IPV4, packet));
    return new Attempt(
        number,
        way + " tagged echo request from " + from,
        socket -> socket.frames(VNET0, way, Packets.IPV4, frame));
  }

  private Attempt arpRequest(RawSocket.Way way, String mac, String address) {
    int number = next++;
    byte[] packet = Packets.arpRequest(mac, address, near.address(), text(number));
    return arp(number, "request", way, mac, address, packet);
  }

  private Attempt arpReply(RawSocket.Way way, String mac, String address) {
    int number = next++;
    byte[] packet = Packets.arpReply(mac, address, Wire.mac(near), near.address(), text(number));
    return arp(number, "reply", way, mac, address, packet);
  }

  private static Attempt arp(
      int number, String kind, RawSocket.Way way, String mac, String address, byte[] packet) {
    return new Attempt(
        number,
        "%s ARP %s: %s is at %s".formatted(way, kind, address, mac),
        socket ->
            socket.frames(
                VNET0,
                way,
                Packets.ARP,
                Packets.ethernet(Packets.EVERYBODY, mac, Packets.ARP, packet)));
  }

  /** By a socket of IP, whose packets the kernel brings on their way. */
  private Attempt routed(String address, Member to) {
    int number = next++;
    byte[] packet =
        Packets.ipv4(address, to.address(), Packets.ICMP, Packets.echoRequest(text(number)));
    return new Attempt(
        number,
        "IP socket, from %s to %s".formatted(address, to.address()),
        socket -> socket.packets(to.address(), packet));
  }

  private static String text(int number) {
    return "culvert-spoofed-%03d.".formatted(number);
  }

  private Pod rootWithRawSockets(String name, String node) {
    return Member.pod(link.left().namespace(), name, link.left().name(), "frontend")
        .editSpec()
        .withNodeName(node)
        .withSecurityContext(null)
        .editFirstContainer()
        .withNewSecurityContext()
        .withRunAsUser(0L)
        .withNewCapabilities()
        .addToAdd("NET_RAW")
        .endCapabilities()
        .endSecurityContext()
        .endContainer()
        .endSpec()
        .build();
  }
}
