package dev.culvert.node.agent.pod;

import dev.culvert.node.agent.plan.Attachment;
import dev.culvert.node.agent.plan.Prefix;
import java.util.Collection;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The packet filter on what a pod sends into its network: only in its own name. A gateway also
 * passes on what comes from elsewhere, but nothing in the name of another member or of the cluster.
 * What is in a frame is told by the frame: a raw socket may tell the kernel something else, and a
 * receiver goes by the frame.
 *
 * <p>And the one that keeps the network apart from a member's other interfaces: Linux takes a
 * packet to any of its addresses by any interface, and sends the answer where its destination is. A
 * gateway's own agent has its own filter for that.
 *
 * <p>Of a frame that goes around the queues (PACKET_QDISC_BYPASS) the kernel does not show the MAC
 * addresses and the type: no rule accepts it, whatever it says.
 */
final class PodGuard {
  /** Removes the table on the interface, also if there is none. */
  static final String NONE = "table netdev culvert\ndelete table netdev culvert\n";

  private static final String OF_THE_NETWORK = "{ \"vnet0\", \"lo\" }";

  private PodGuard() {}

  /**
   * All of it, as one nft transaction. A chain that is there stays, and only its rules are
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
                attachment.isGateway() ? passingOn(attachment) : "")
        + (attachment.isGateway() ? "" : apart(attachment));
  }

  private static String apart(Attachment attachment) {
    var others =
        Stream.concat(attachment.localRoutes().stream(), attachment.remoteRoutes().stream())
            .toList();
    return """
    table inet culvert_member {
      chain prerouting {
        type filter hook prerouting priority raw; policy accept;
      }
      chain output {
        type filter hook output priority filter; policy accept;
      }
    }
    flush table inet culvert_member
    table inet culvert_member {
      chain prerouting {
        iifname != %1$s ip daddr %2$s drop
    %3$s  }
      chain output {
        oifname != %1$s ip saddr %2$s drop
      }
    }
    """
        .formatted(
            OF_THE_NETWORK,
            attachment.address(),
            others.isEmpty()
                ? ""
                : "    iifname != %s ip saddr %s drop\n".formatted(OF_THE_NETWORK, set(others)));
  }

  private static String set(Collection<Prefix> prefixes) {
    return Prefix.merged(prefixes).stream()
        .map(Prefix::toString)
        .collect(Collectors.joining(", ", "{ ", " }"));
  }

  private static String passingOn(Attachment attachment) {
    var own =
        Stream.concat(attachment.localRoutes().stream(), attachment.clusterRanges().stream())
            .toList();
    return own.isEmpty()
        ? "    ether type ip accept\n"
        : "    ether type ip ip saddr != " + set(own) + " accept\n";
  }
}
