package dev.culvert.node.agent.pod;

import dev.culvert.node.agent.plan.Attachment;
import dev.culvert.node.agent.plan.Prefix;
import java.util.stream.Collectors;

/**
 * The packet filter on what a pod sends into its network: only in its own name. A gateway also
 * passes on what comes from elsewhere, but nothing in the name of another member. What is in a
 * frame is told by the frame: a raw socket may tell the kernel something else, and a receiver goes
 * by the frame.
 *
 * <p>Of a frame that goes around the queues (PACKET_QDISC_BYPASS) the kernel does not show the MAC
 * addresses and the type: no rule accepts it, whatever it says.
 */
final class PodGuard {
  /** Removes the table, also if there is none. */
  static final String NONE = "table netdev culvert\ndelete table netdev culvert\n";

  private PodGuard() {}

  /**
   * The whole table, as one nft transaction. A chain that is there stays, and only its rules are
   * replaced: a chain in another's place lets pass for a moment what no line of it takes, since its
   * policy comes into force last. For a new interface, {@link #NONE} goes before: an earlier one of
   * that name may have left a chain that looks at nothing.
   */
  static String render(Attachment attachment) {
    return """
    table netdev culvert {
      chain egress {
        type filter hook egress device "vnet0" priority filter; policy drop;
      }
    }
    flush table netdev culvert
    table netdev culvert {
      chain egress {
        ether saddr != %1$s drop
        ether type ip ip saddr %2$s accept
    %3$s    ether type arp arp saddr ether %1$s arp saddr ip %2$s accept
      }
    }
    """
        .formatted(
            attachment.mac(),
            attachment.address(),
            attachment.isGateway() ? passingOn(attachment) : "");
  }

  private static String passingOn(Attachment attachment) {
    var network =
        attachment.localRoutes().stream().map(Prefix::toString).collect(Collectors.joining(", "));
    return network.isEmpty()
        ? "    ether type ip accept\n"
        : "    ether type ip ip saddr != { " + network + " } accept\n";
  }
}
