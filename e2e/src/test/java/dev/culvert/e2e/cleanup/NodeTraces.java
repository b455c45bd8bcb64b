package dev.culvert.e2e.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.e2e.cluster.Node;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Tools;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What is on a cluster's nodes besides processes and files: interfaces, routes and tables of
 * filters of the nodes, and the interfaces of our kind in networks of pods. What pods of others
 * bring and take (the ends of their veths) is left out.
 *
 * @param cluster whose nodes
 * @param lines what there is
 */
record NodeTraces(TestCluster cluster, Set<String> lines) {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final String OF_THE_NODE =
      """
      ip -o link | sed -E 's/^[0-9]+: ([^:@]+).*/link \\1/' | grep -v ' veth'
      ip -o route show table all | grep -v ' veth' | sed 's/^/route /'
      ip rule | sed 's/^/rule /'
      nft list tables | sed 's/^/nft /'
      bridge fdb show | grep culvert
      true
      """;

  private static final String OF_PODS =
      """
      for namespace in $(ls /run/netns); do
        nsenter --net=/run/netns/$namespace ip -o link show type macvlan 2>/dev/null \
          | sed "s/^/$namespace /"
      done
      true
      """;

  /** What there is now. */
  static NodeTraces of(TestCluster cluster) {
    return new NodeTraces(
        cluster,
        cluster.nodes().stream()
            .flatMap(node -> lines(cluster, node).stream())
            .collect(Collectors.toCollection(TreeSet::new)));
  }

  private static Set<String> lines(TestCluster cluster, Node node) {
    String text = Tools.on(cluster, node).shell(OF_THE_NODE) + node.exec("sh", "-c", OF_PODS);
    return text.lines().map(line -> node.name() + " " + line.strip()).collect(Collectors.toSet());
  }

  /** Waits until nothing is there that was not there at this moment. */
  void awaitAgain() {
    await("the nodes are as they were")
        .atMost(LIMIT)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(() -> assertThat(lines).containsAll(of(cluster).lines()));
  }

  /** Waits until nothing of ours is on any node. */
  static void awaitWithoutTraces(TestCluster cluster) {
    await("nothing of ours is on a node")
        .atMost(LIMIT)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(() ->
            assertThat(of(cluster).lines())
                .noneMatch(line -> line.contains("culvert") || line.contains("vnet0")));
  }
}
