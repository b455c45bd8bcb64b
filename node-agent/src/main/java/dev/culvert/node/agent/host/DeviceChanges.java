package dev.culvert.node.agent.host;

import dev.culvert.node.agent.plan.ForwardingEntry;
import dev.culvert.node.agent.plan.NodePlan;
import dev.culvert.node.agent.plan.Underlay;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What makes the devices as planned. A device without a member on this node stays while its network
 * does, without entries: the next member comes to it sooner.
 *
 * @param removed lines for {@code ip -batch}
 * @param created VNIs of devices to create
 * @param forwarding lines for {@code bridge -batch}
 */
record DeviceChanges(List<String> removed, List<Integer> created, List<String> forwarding) {

  /**
   * The difference between what is and what ought to be.
   *
   * @param mayRemove false while it is not known for certain what is planned no more
   */
  static DeviceChanges between(
      Map<Integer, VxlanDevice> present, NodePlan plan, Underlay underlay, boolean mayRemove) {
    var removed = new ArrayList<String>();
    var created = new ArrayList<Integer>();
    var forwarding = new ArrayList<String>();
    for (var device : present.values()) {
      boolean mayShrink = mayRemove && plan.isSettled(device.vni());
      boolean wanted = plan.segments().contains(device.vni());
      if (wanted ? !fits(device, underlay) : mayShrink) {
        removed.add("link del dev " + VxlanDevice.name(device.vni()));
      } else if (wanted) {
        forward(
            device.vni(),
            device.entries(),
            plan.devices().getOrDefault(device.vni(), Set.of()),
            forwarding,
            mayShrink);
      }
    }
    plan.devices()
        .forEach((vni, entries) -> {
          var device = present.get(vni);
          if (device == null || !fits(device, underlay)) {
            created.add(vni);
            forward(vni, Set.of(), entries, forwarding, mayRemove);
          }
        });
    return new DeviceChanges(removed, created, forwarding);
  }

  boolean isEmpty() {
    return removed.isEmpty() && created.isEmpty() && forwarding.isEmpty();
  }

  private static boolean fits(VxlanDevice device, Underlay underlay) {
    return device.local().equals(underlay.address())
        && device.port() == underlay.port()
        && device.mtu() == underlay.networkMtu()
        && !device.learns()
        && device.isUp();
  }

  /** Replacing an entry of one MAC address moves it in one step; only everybody has several. */
  private static void forward(
      int vni,
      Set<ForwardingEntry> present,
      Set<ForwardingEntry> wanted,
      List<String> lines,
      boolean mayRemove) {
    var macs = wanted.stream().map(ForwardingEntry::mac).collect(Collectors.toSet());
    for (var entry : sorted(wanted)) {
      if (!present.contains(entry)) {
        boolean everybody = entry.mac().equals(ForwardingEntry.EVERYBODY);
        lines.add(line(everybody ? "append" : "replace", vni, entry) + " permanent");
      }
    }
    for (var entry : sorted(present)) {
      boolean moves = macs.contains(entry.mac()) && !entry.mac().equals(ForwardingEntry.EVERYBODY);
      if (mayRemove && !wanted.contains(entry) && !moves) {
        lines.add(line("del", vni, entry));
      }
    }
  }

  private static Set<ForwardingEntry> sorted(Set<ForwardingEntry> entries) {
    var sorted =
        new TreeSet<ForwardingEntry>(
            Comparator.comparing(ForwardingEntry::mac).thenComparing(ForwardingEntry::node));
    sorted.addAll(entries);
    return sorted;
  }

  private static String line(String verb, int vni, ForwardingEntry entry) {
    return "fdb %s %s dev %s dst %s self"
        .formatted(verb, entry.mac(), VxlanDevice.name(vni), entry.node());
  }
}
