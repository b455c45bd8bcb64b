package dev.culvert.node.agent.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.node.agent.plan.ForwardingEntry;
import dev.culvert.node.agent.plan.NodePlan;
import dev.culvert.node.agent.plan.Samples;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class DeviceChangesTest {
  private static final String MAC = "02:07:0a:01:00:05";

  @Test
  void whatIsAsPlanned_isNotTouched() {
    var entries = Set.of(entry(MAC, 2), entry(ForwardingEntry.EVERYBODY, 2));

    assertThat(changes(Map.of(7, device(7, entries)), Map.of(7, entries), true).isEmpty()).isTrue();
  }

  @Test
  void memberThatMoves_isMovedInOneStep() {
    var changes =
        changes(
            Map.of(7, device(7, Set.of(entry(MAC, 2), entry(ForwardingEntry.EVERYBODY, 2)))),
            Map.of(7, Set.of(entry(MAC, 3), entry(ForwardingEntry.EVERYBODY, 3))),
            true);

    assertThat(changes.forwarding())
        .containsExactly(
            "fdb append 00:00:00:00:00:00 dev culvert7 dst 192.0.2.3 self permanent",
            "fdb replace 02:07:0a:01:00:05 dev culvert7 dst 192.0.2.3 self permanent",
            "fdb del 00:00:00:00:00:00 dev culvert7 dst 192.0.2.2 self");
  }

  @Test
  void deviceWithAnotherAddressOfTheNode_isMadeAnew_withItsEntries() {
    var stale = new VxlanDevice(7, 9, "192.0.2.99", 8475, 1450, false, true, Set.of(entry(MAC, 2)));

    var changes = changes(Map.of(7, stale), Map.of(7, Set.of(entry(MAC, 2))), true);

    assertThat(changes.removed()).containsExactly("link del dev culvert7");
    assertThat(changes.created()).containsExactly(7);
    assertThat(changes.forwarding())
        .containsExactly("fdb replace 02:07:0a:01:00:05 dev culvert7 dst 192.0.2.2 self permanent");
  }

  @Test
  void deviceOfAGoneNetwork_isRemoved_butNotOnASuspicion() {
    var present = Map.of(9, device(9, Set.of()));

    assertThat(changes(present, Map.of(), true).removed()).containsExactly("link del dev culvert9");
    assertThat(changes(present, Map.of(), false).isEmpty()).isTrue();
  }

  @Test
  void networkOfWhichSomethingCouldNotBeRead_keepsItsDeviceAndEntries_andOthersDoNot() {
    var entries = Set.of(entry(MAC, 2), entry(ForwardingEntry.EVERYBODY, 2));
    var present = Map.of(7, device(7, entries), 8, device(8, entries), 9, device(9, Set.of()));
    Map<Integer, Set<ForwardingEntry>> planned = Map.of(7, Set.of(), 8, Set.of());

    assertThat(changes(present, planned, true, 7, 9).forwarding())
        .hasSize(2)
        .allMatch(line -> line.startsWith("fdb del") && line.contains("culvert8"));
    assertThat(changes(present, planned, true, 7, 9).removed()).isEmpty();
    assertThat(changes(present, planned, true, 7).removed())
        .containsExactly("link del dev culvert9");
  }

  @Test
  void deviceWithoutAMemberHere_staysWithoutEntries() {
    var plan =
        new NodePlan(
            new TreeMap<>(),
            new TreeSet<>(Set.of(7)),
            new TreeSet<>(),
            new TreeSet<>(),
            Map.of(),
            Map.of());

    var changes =
        DeviceChanges.between(
            Map.of(7, device(7, Set.of(entry(MAC, 2)))), plan, Samples.underlay(), true);

    assertThat(changes.removed()).isEmpty();
    assertThat(changes.forwarding())
        .containsExactly("fdb del 02:07:0a:01:00:05 dev culvert7 dst 192.0.2.2 self");
  }

  /** As the kernel does it: one destination for a MAC address, several for everybody. */
  @Property
  void changes_makeOfAnyStateThePlannedOne(
      @ForAll("networks") Map<Integer, Set<ForwardingEntry>> present,
      @ForAll("networks") Map<Integer, Set<ForwardingEntry>> planned) {
    var devices = new HashMap<Integer, VxlanDevice>();
    present.forEach((vni, entries) -> devices.put(vni, device(vni, entries)));

    var changes = changes(devices, planned, true);

    var state = new HashMap<String, Set<ForwardingEntry>>();
    present.forEach((vni, entries) -> state.put("culvert" + vni, new HashSet<>(entries)));
    changes.removed().forEach(line -> state.remove(line.substring("link del dev ".length())));
    changes.created().forEach(vni -> state.put("culvert" + vni, new HashSet<>()));
    for (var line : changes.forwarding()) {
      var words = List.of(line.split(" "));
      var entries = state.get(words.get(4));
      var entry = new ForwardingEntry(words.get(2), words.get(6));
      switch (words.get(1)) {
        case "append" -> assertThat(entries.add(entry)).isTrue();
        case "replace" -> {
          entries.removeIf(former -> former.mac().equals(entry.mac()));
          entries.add(entry);
        }
        default -> assertThat(entries.remove(entry)).isTrue();
      }
    }
    var wanted = new HashMap<String, Set<ForwardingEntry>>();
    planned.forEach((vni, entries) -> wanted.put("culvert" + vni, entries));
    assertThat(state).isEqualTo(wanted);
  }

  @Provide
  Arbitrary<Map<Integer, Set<ForwardingEntry>>> networks() {
    Arbitrary<Map<String, Integer>> members =
        Arbitraries.maps(
                Arbitraries.integers().between(4, 9).map("02:07:0a:01:00:0%d"::formatted),
                Arbitraries.integers().between(2, 4))
            .ofMaxSize(5);
    Arbitrary<Set<Integer>> everybody = Arbitraries.integers().between(2, 4).set().ofMaxSize(3);
    Arbitrary<Set<ForwardingEntry>> entries =
        Combinators.combine(members, everybody)
            .as((macs, nodes) -> {
              var all = new HashSet<ForwardingEntry>();
              macs.forEach((mac, node) -> all.add(entry(mac, node)));
              nodes.forEach(node -> all.add(entry(ForwardingEntry.EVERYBODY, node)));
              return all;
            });
    return Arbitraries.maps(Arbitraries.integers().between(1, 4), entries).ofMaxSize(4);
  }

  private static DeviceChanges changes(
      Map<Integer, VxlanDevice> present,
      Map<Integer, Set<ForwardingEntry>> planned,
      boolean mayRemove,
      Integer... unsettled) {
    var plan =
        new NodePlan(
            new TreeMap<>(planned),
            new TreeSet<>(planned.keySet()),
            new TreeSet<>(List.of(unsettled)),
            new TreeSet<>(),
            Map.of(),
            Map.of());
    return DeviceChanges.between(present, plan, Samples.underlay(), mayRemove);
  }

  private static VxlanDevice device(int vni, Set<ForwardingEntry> entries) {
    return new VxlanDevice(vni, 10 + vni, "192.0.2.1", 8475, 1450, false, true, entries);
  }

  private static ForwardingEntry entry(String mac, int node) {
    return new ForwardingEntry(mac, "192.0.2." + node);
  }
}
