package dev.culvert.e2e.member;

import dev.culvert.e2e.cluster.Node;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Tools;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What is on a node that members leave traces in.
 *
 * @param addresses of every vnet0 of the node's pods, with its MAC address
 * @param namespaces how many network namespaces there are
 * @param interfaces the node's own interfaces that are ours, and how many there are of pods
 * @param entries where our devices send what
 * @param rules our packet filter
 */
record NodeState(
    List<String> addresses,
    long namespaces,
    List<String> interfaces,
    List<String> entries,
    String rules) {
  private static final String LOOK =
      """
      cd /proc/1/root/run/netns || exit 1
      for netns in *; do
        [ -e "$netns" ] || continue
        echo "namespace $netns"
        nsenter --net=./$netns ip -o link show dev vnet0 2>/dev/null |
          sed -n 's!.* link/ether \\([^ ]*\\).*!\\1!p' | while read -r mac; do
            echo "member $mac $(nsenter --net=./$netns ip -o -4 address show dev vnet0 | awk '{print $4}')"
          done
      done
      ip -o link show | sed -e 's/^[0-9]*: //' -e 's/[:@ ].*//' -e 's/^/interface /'
      bridge fdb show | grep 'dev culvert' | sed -e 's/^/entry /'
      nft list table inet culvert_nodes 2>/dev/null | sed -e 's/^/rule /'
      true
      """;

  /** As it is now. */
  static NodeState of(TestCluster cluster, Node node) {
    Map<String, List<String>> lines =
        Tools.on(cluster, node)
            .shell(LOOK)
            .lines()
            .collect(
                Collectors.groupingBy(
                    line -> line.substring(0, line.indexOf(' ')),
                    Collectors.mapping(
                        line -> line.substring(line.indexOf(' ') + 1), Collectors.toList())));
    List<String> interfaces = lines.getOrDefault("interface", List.of());
    return new NodeState(
        lines.getOrDefault("member", List.of()).stream().sorted().toList(),
        lines.getOrDefault("namespace", List.of()).size(),
        Stream.concat(
                select(interfaces, name -> name.startsWith("culvert") || name.startsWith("vnet")),
                Stream.of(select(interfaces, name -> name.startsWith("veth")).count() + " veth"))
            .toList(),
        lines.getOrDefault("entry", List.of()).stream().sorted().toList(),
        String.join("\n", lines.getOrDefault("rule", List.of())));
  }

  private static Stream<String> select(List<String> names, Predicate<String> chosen) {
    return names.stream().filter(chosen).sorted();
  }

  /** Whether a pod here has that address on a network. */
  boolean hasInterface(String address) {
    return addresses.stream().anyMatch(member -> member.endsWith(" " + address + "/32"));
  }
}
