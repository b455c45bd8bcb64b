package dev.culvert.node.agent.host;

import dev.culvert.node.agent.plan.NodePlan;
import java.util.SortedSet;

/**
 * The packet filter before the node: frames come from other nodes only, and from a network nothing
 * comes to the node or through it. As one nft transaction.
 */
final class HostGuard {
  /** Removes the table, also if there is none. */
  static final String NONE = "table inet culvert_nodes\ndelete table inet culvert_nodes\n";

  private HostGuard() {}

  /** The whole table in place of an earlier one; nothing while there is no network. */
  static String render(NodePlan plan, int port) {
    return plan.segments().isEmpty() ? NONE : NONE + table(plan.peers(), port);
  }

  /**
   * A sender that claims to be a node is believed only where that node's packets come in: else a
   * pod could send frames in a node's name. Nor may a program of this node: VXLAN's own packets
   * have no user.
   */
  private static String table(SortedSet<String> peers, int port) {
    var strangers = peers.isEmpty() ? "" : "ip saddr != { " + String.join(", ", peers) + " } ";
    return """
    table inet culvert_nodes {
      chain input {
        type filter hook input priority filter - 10; policy accept;
        iifname "culvert*" drop
        udp dport %1$d %2$sdrop
        udp dport %1$d fib saddr . iif oif missing drop
      }
      chain forward {
        type filter hook forward priority filter - 10; policy accept;
        udp dport %1$d drop
        iifname "culvert*" drop
        oifname "culvert*" drop
      }
      chain output {
        type filter hook output priority filter - 10; policy accept;
        udp dport %1$d meta skuid >= 0 drop
      }
    }
    """
        .formatted(port, strangers);
  }
}
