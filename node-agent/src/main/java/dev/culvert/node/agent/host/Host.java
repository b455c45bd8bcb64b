package dev.culvert.node.agent.host;

import dev.culvert.node.agent.plan.ForwardingEntry;
import dev.culvert.node.agent.plan.NodePlan;
import dev.culvert.node.agent.plan.Underlay;
import dev.culvert.node.agent.report.Verdict;
import dev.culvert.node.agent.shell.Shell;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the node's own devices, entries and guard as planned. Used by one thread. */
public final class Host {
  private static final Logger LOG = LoggerFactory.getLogger(Host.class);

  private final Shell shell;
  private final Underlay underlay;

  /** What is there, as far as known; empty if it must be read. */
  private SortedMap<Integer, VxlanDevice> present = new TreeMap<>();

  private boolean isKnown;
  private String guard = "";

  /** Acts by the shell's commands. */
  public Host(Shell shell, Underlay underlay) {
    this.shell = shell;
    this.underlay = underlay;
  }

  /**
   * Lets the commands write settings. {@code /proc/sys} is read-only in a container with the right
   * to mount; in a privileged one it is writable, and cannot be mounted so.
   */
  public void prepare() {
    try {
      var ended = shell.run("", "mount", "-o", "remount,rw,bind", "/proc/sys");
      LOG.debug("/proc/sys: {}", ended);
    } catch (IOException e) {
      LOG.warn("/proc/sys cannot be made writable: {}", e.getMessage());
    }
  }

  /** Somebody else may have changed something: look again before the next change. */
  public void distrust() {
    isKnown = false;
    guard = "";
  }

  /**
   * Makes everything as planned.
   *
   * @param mayRemove false while it is not known for certain what is planned no more
   * @return what the devices and their networks' members need to know
   */
  public Devices apply(NodePlan plan, boolean mayRemove) {
    var failures = new HashMap<Integer, String>();
    boolean isLast = plan.segments().isEmpty();
    var guardFailure = isLast ? "" : guard(plan);
    try {
      if (!isKnown) {
        present = read();
        isKnown = true;
      }
      var changes = DeviceChanges.between(present, plan, underlay, mayRemove);
      if (!changes.isEmpty()) {
        isKnown = false;
        change(changes, failures);
        present = read();
        isKnown = failures.isEmpty();
      }
      if (isLast && mayRemove && present.isEmpty()) {
        guardFailure = guard(plan);
      }
    } catch (IOException | IllegalArgumentException e) {
      LOG.warn("the node's devices cannot be made as planned: {}", e.getMessage());
      plan.devices().keySet().forEach(vni -> failures.putIfAbsent(vni, e.toString()));
    }
    var indexes =
        present.values().stream().collect(Collectors.toMap(VxlanDevice::vni, VxlanDevice::index));
    return new Devices(indexes, failures, guardFailure);
  }

  /** The entries that are there, by VNI. */
  public Map<Integer, Set<ForwardingEntry>> forwarding() throws IOException {
    return read().values().stream()
        .collect(Collectors.toMap(VxlanDevice::vni, VxlanDevice::entries));
  }

  /**
   * The devices after a pass.
   *
   * @param indexes of all devices that are there, by VNI
   * @param failures why a device is not as planned, by VNI
   * @param guardFailure why the guard is not in force, empty if it is
   */
  public record Devices(
      Map<Integer, Integer> indexes, Map<Integer, String> failures, String guardFailure) {

    /** The ifindex of a network's device; empty if pods must not be attached to it now. */
    public OptionalInt usable(int vni) {
      var index = indexes.get(vni);
      return index == null || failures.containsKey(vni) || !guardFailure.isEmpty()
          ? OptionalInt.empty()
          : OptionalInt.of(index);
    }

    /** Why pods must not be attached. */
    public Verdict failure(int vni) {
      return guardFailure.isEmpty()
          ? Verdict.failed(
              "DeviceFailed",
              "The node has no device for the network: "
                  + failures.getOrDefault(vni, "it is not there"))
          : Verdict.failed(
              "GuardFailed", "The node's packet filter cannot be loaded (nft): " + guardFailure);
    }
  }

  private SortedMap<Integer, VxlanDevice> read() throws IOException {
    return DeviceReader.read(
        shell.require("", "ip", "-j", "-d", "link", "show", "type", "vxlan"),
        shell.require("", "bridge", "-j", "fdb", "show"));
  }

  /** The guard goes first when networks come, and last when they go: it is not in anybody's way. */
  private String guard(NodePlan plan) {
    var wanted = HostGuard.render(plan, underlay.port());
    if (wanted.equals(guard)) {
      return "";
    }
    try {
      shell.require(wanted, "nft", "-f", "-");
      guard = wanted;
      return "";
    } catch (IOException e) {
      LOG.warn("the node's guard is not in force: {}", e.getMessage());
      guard = "";
      return e.toString();
    }
  }

  private void change(DeviceChanges changes, Map<Integer, String> failures) throws IOException {
    if (!changes.removed().isEmpty()) {
      LOG.info("removing devices: {}", changes.removed());
      run(String.join("\n", changes.removed()) + "\n", "ip", "-force", "-batch", "-");
    }
    for (int vni : changes.created()) {
      LOG.info("creating device {}", VxlanDevice.name(vni));
      try {
        shell.require(DeviceScript.render(vni, underlay), "sh", "-s");
      } catch (IOException e) {
        LOG.warn("device {} cannot be created: {}", VxlanDevice.name(vni), e.getMessage());
        failures.put(vni, e.toString());
      }
    }
    if (!changes.forwarding().isEmpty()) {
      run(String.join("\n", changes.forwarding()) + "\n", "bridge", "-force", "-batch", "-");
    }
  }

  /** Of many lines some may fail, as for a device that has just gone; the next pass sees which. */
  private void run(String input, String... command) throws IOException {
    var ended = shell.run(input, command);
    if (ended.status() != 0) {
      LOG.warn("{} did not succeed: {}", Set.of(command), ended.output().strip());
    }
  }
}
