package dev.culvert.gateway.agent.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UserspaceTest {
  private static final Outside OUTSIDE =
      new Outside("eth0", "192.0.2.1", 1500, List.of("10.96.0.10"));

  private final Recorder system = new Recorder();
  private final List<String> present = new ArrayList<>();
  private final Userspace dataplane =
      new Userspace(OUTSIDE, system, (name, address) -> present.contains(name + " " + address));

  @BeforeEach
  void prepare() throws IOException {
    dataplane.prepare();
  }

  @Test
  void packetFilter_standsBeforeAnythingElse() {
    assertThat(system.commands.getFirst()).startsWith("nft -f - < table inet culvert");
    assertThat(system.commands.getFirst()).contains("hook forward priority filter; policy drop");
  }

  @Test
  void routesOfTheNodesAgent_stay() {
    assertThat(system.commands)
        .filteredOn(command -> command.startsWith("ip route flush"))
        .containsExactly(
            "ip route flush table all protocol 221 metric 200 < ",
            "ip route flush table all protocol 221 metric 100 < ");
  }

  @Test
  void ownPackets_leaveByTheMainTable_beforeCharonsRule() {
    assertThat(system.commands)
        .anyMatch(command -> command.contains("rule add pref 100 from 192.0.2.1 lookup main"));
  }

  @Test
  void ownQuestionsToNameservers_leaveByTheMainTable_whateverIsBehindTunnels() {
    assertThat(system.commands)
        .anyMatch(command ->
            command.contains(
                    "rule add pref 100 to 10.96.0.10 iif lo ipproto 17 dport 53 lookup main")
                && command.contains(
                    "rule add pref 100 to 10.96.0.10 iif lo ipproto 6 dport 53 lookup main"));
  }

  @Test
  void tunnelsMtu_leavesRoomForEspInUdp() throws IOException {
    system.commands.clear();
    dataplane.charonStarted();

    assertThat(system.commands).containsExactly("ip link set ipsec0 mtu 1400 up < ");
    assertThat(new Outside("eth0", "192.0.2.1", 1450, List.of()).tunnelMtu()).isEqualTo(1370);
  }

  @Test
  void samePolicy_changesNothing() throws IOException {
    dataplane.apply(policy("10.1.0.4", "10.2.0.0/16"));
    system.commands.clear();

    dataplane.apply(policy("10.1.0.4", "10.2.0.0/16"));

    assertThat(system.commands).isEmpty();
  }

  @Test
  void peers_areLetInOnceThatIsSaid_andStayIn() throws IOException {
    String closed = "iifname \"eth0\" udp dport { 500, 4500 } drop";
    dataplane.apply(policy("10.1.0.4", "10.2.0.0/16"));
    assertThat(system.commands)
        .filteredOn(command -> command.startsWith("nft"))
        .allMatch(command -> command.contains(closed));
    system.commands.clear();

    dataplane.admitPeers();
    dataplane.admitPeers();
    dataplane.apply(policy("10.1.0.4", "10.3.0.0/16"));

    assertThat(system.commands)
        .filteredOn(command -> command.startsWith("nft"))
        .hasSize(2)
        .noneMatch(command -> command.contains(closed));
  }

  @Test
  void peers_areShutOutAgain_andOnlyOnce() throws IOException {
    dataplane.apply(policy("10.1.0.4", "10.2.0.0/16"));
    dataplane.admitPeers();
    system.commands.clear();

    dataplane.refusePeers();
    dataplane.refusePeers();

    assertThat(system.commands)
        .singleElement()
        .asString()
        .contains("iifname \"eth0\" udp dport { 500, 4500 } drop");
  }

  @Test
  void peersThatCouldNotBeLetIn_areLetInByTheNextAttempt() throws IOException {
    dataplane.apply(policy("10.1.0.4", "10.2.0.0/16"));
    system.failing = "nft";
    assertThatThrownBy(dataplane::admitPeers).isInstanceOf(IOException.class);
    system.failing = null;
    system.commands.clear();

    dataplane.admitPeers();

    assertThat(system.commands).singleElement().asString().startsWith("nft");
  }

  @Test
  void barrierOfANewTunnel_standsBeforeItsPassage() throws IOException {
    system.commands.clear();
    dataplane.apply(policy("10.1.0.4", "10.2.0.0/16"));

    assertThat(system.commands.get(0))
        .contains("route replace unreachable 10.2.0.0/16 metric 200 table 221");
    assertThat(system.commands.get(1)).startsWith("nft");
    assertThat(system.commands.get(2)).isEqualTo("ip addr replace 10.1.0.4/32 dev lo < ");
  }

  @Test
  void change_touchesOnlyWhatDiffers() throws IOException {
    dataplane.apply(policy("10.1.0.4", "10.2.0.0/16"));
    system.commands.clear();

    dataplane.apply(policy("10.1.0.5", "10.3.0.0/16"));

    assertThat(system.commands.get(0))
        .contains("route replace unreachable 10.3.0.0/16")
        .contains("route del unreachable 10.2.0.0/16");
    assertThat(system.commands)
        .endsWith("ip addr replace 10.1.0.5/32 dev lo < ", "ip addr del 10.1.0.4/32 dev lo < ");
  }

  @Test
  void failedChangeOfRoutes_startsFromAnEmptyTableNextTime() throws IOException {
    system.failing = "ip -batch";
    assertThatThrownBy(() -> dataplane.apply(policy("10.1.0.4", "10.2.0.0/16")))
        .isInstanceOf(IOException.class);
    system.failing = null;
    system.commands.clear();

    dataplane.apply(policy("10.1.0.4", "10.2.0.0/16"));

    assertThat(system.commands.get(0))
        .startsWith("ip route flush table all protocol 221 metric 200");
    assertThat(system.commands.get(1)).contains("route replace unreachable 10.2.0.0/16");
  }

  @Test
  void waysIntoTunnels_areSetAgainForANewCharon_whoseDeviceIsNew() throws IOException {
    dataplane.apply(policy("10.1.0.4", "10.2.0.0/16"));
    var way = Set.of(Prefix.parse("10.2.0.0/16"));
    system.commands.clear();
    dataplane.reach(way);
    dataplane.reach(way);
    assertThat(system.commands)
        .containsExactly(
            "ip -batch - < route replace unicast 10.2.0.0/16 dev ipsec0 metric 100"
                + " table 221 protocol 221 src 10.1.0.4\n");

    dataplane.charonStarted();
    system.commands.clear();
    dataplane.reach(way);
    assertThat(system.commands).hasSize(1);

    dataplane.reach(Set.of());
    assertThat(system.commands.getLast()).contains("route del unicast 10.2.0.0/16 dev ipsec0");
  }

  @Test
  void addressOfAnInsideInterface_isLeftToWhoMakesIt() throws IOException {
    dataplane.apply(policy("10.1.0.4", "vnet0", "10.2.0.0/16"));

    assertThat(system.commands).noneMatch(command -> command.contains("addr replace"));
    assertThat(dataplane.isInside()).isFalse();
    present.add("vnet0 10.1.0.4");
    assertThat(dataplane.isInside()).isTrue();
  }

  @Test
  void addressThatMovesToAnInsideInterface_leavesTheLoopback() throws IOException {
    dataplane.apply(policy("10.1.0.4", "10.2.0.0/16"));
    assertThat(dataplane.isInside()).isTrue();
    system.commands.clear();

    dataplane.apply(policy("10.1.0.4", "vnet0", "10.2.0.0/16"));

    assertThat(system.commands).containsExactly("ip addr del 10.1.0.4/32 dev lo < ");
    assertThat(dataplane.isInside()).isFalse();
  }

  @Test
  void waysIntoTunnels_areSetAgainWhenTheInsideInterfaceHasComeBack() throws IOException {
    var way = Set.of(Prefix.parse("10.2.0.0/16"));
    dataplane.apply(policy("10.1.0.4", "vnet0", "10.2.0.0/16"));
    present.add("vnet0 10.1.0.4");
    dataplane.isInside();
    dataplane.reach(way);
    present.clear();
    dataplane.isInside();
    system.commands.clear();

    dataplane.reach(way);
    assertThat(system.commands)
        .as("an address that is not there is no source")
        .singleElement()
        .asString()
        .doesNotContain("src");

    present.add("vnet0 10.1.0.4");
    dataplane.isInside();
    system.commands.clear();

    dataplane.reach(way);

    assertThat(system.commands).singleElement().asString().contains("src 10.1.0.4");
  }

  private static PacketPolicy policy(String inside, String remote) {
    return policy(inside, null, remote);
  }

  private static PacketPolicy policy(String inside, String device, String remote) {
    var network = List.of(Prefix.parse("10.1.0.0/16"));
    return new PacketPolicy(
        inside,
        device,
        network,
        List.of(new Passage("t1", network, List.of(Prefix.parse(remote)))));
  }

  private static final class Recorder extends SystemCommands {
    final List<String> commands = new ArrayList<>();
    String failing;

    @Override
    void run(String input, String... command) throws IOException {
      var line = String.join(" ", command);
      if (failing != null && line.startsWith(failing)) {
        throw new IOException(line + " failed");
      }
      commands.add(line + " < " + input);
    }
  }
}
