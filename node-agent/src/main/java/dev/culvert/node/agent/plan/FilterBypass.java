package dev.culvert.node.agent.plan;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Network plugins that carry pods' packets past the node's netfilter, known by their devices. Where
 * one does, the node's guard does not see what a pod sends to another node's VXLAN port, and the
 * other node sees this node as the sender.
 *
 * @param device the device that was found
 * @param plugin whose it is
 */
public record FilterBypass(String device, String plugin) {
  private static final Map<String, String> PLUGINS =
      new TreeMap<>(
          Map.of(
              "cilium_host", "Cilium",
              "bpfin.cali", "Calico's eBPF dataplane",
              "bpfout.cali", "Calico's eBPF dataplane"));

  /**
   * The first that is on the node.
   *
   * @param devices as {@code /proc/net/dev} lists them (proc_pid_net(5))
   */
  public static Optional<FilterBypass> of(String devices) {
    var names = devices.lines().map(line -> line.split(":", 2)[0].strip()).toList();
    return PLUGINS.entrySet().stream()
        .filter(plugin -> names.contains(plugin.getKey()))
        .findFirst()
        .map(plugin -> new FilterBypass(plugin.getKey(), plugin.getValue()));
  }
}
