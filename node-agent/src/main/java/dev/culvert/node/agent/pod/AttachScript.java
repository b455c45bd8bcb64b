package dev.culvert.node.agent.pod;

import dev.culvert.node.agent.plan.Attachment;
import dev.culvert.node.agent.plan.Prefix;
import dev.culvert.node.agent.plan.Underlay;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The script that attaches a pod, or looks whether it is attached. It runs in the pod's network
 * namespace (file descriptor 8), with the node's on file descriptor 9. In this order, so that
 * nothing leaves another way or unguarded: interface without an address, barriers, guard, address,
 * routes. At the end it lists the routes that are there. Each program it starts costs milliseconds,
 * so there are few.
 */
final class AttachScript {
  /** The interface's name in every pod. */
  static final String INTERFACE = "vnet0";

  /** The interface's alias, by which ours is told from another one of that name. */
  static final String ALIAS = "culvert";

  /** Marks our routes; 221 marks those of a gateway's own agent in the same namespace. */
  static final String PROTOCOL = "proto 222";

  /** The largest metric but one: behind everything else. */
  static final String BARRIER = "metric 4000000000 " + PROTOCOL;

  /**
   * Until the gateway's own agent has started, which replaces the table, nothing passes through.
   * Turning forwarding on sets other settings back: it goes first.
   */
  private static final String FORWARDING =
      """
      nft list table inet culvert >/dev/null 2>&1 || nft -f - <<END || fail %s
      table inet culvert {
        chain forward {
          type filter hook forward priority filter; policy drop;
        }
      }
      END
      put $sys/ipv4/ip_forward 1
      put $sys/ipv4/conf/all/send_redirects 0
      put $sys/ipv4/conf/default/send_redirects 0
      put $sys/ipv4/conf/vnet0/send_redirects 0
      """
          .formatted(Stage.GUARD);

  /** A line before the listing: the interface is new. */
  static final String CREATED = "culvert: created";

  /** A line before what went wrong, with its {@link Stage}. */
  static final String FAILED = "culvert: failed ";

  private final Attachment attachment;
  private final int device;
  private final Underlay underlay;
  private final PodRoutes routes;

  private AttachScript(Attachment attachment, int device, Underlay underlay) {
    this.attachment = attachment;
    this.device = device;
    this.underlay = underlay;
    this.routes = new PodRoutes(attachment, underlay);
  }

  /** What the script was at when it failed. */
  enum Stage {
    TAKEN,
    INTERFACE,
    BARRIERS,
    SETTINGS,
    GUARD,
    ROUTES
  }

  /** The line for {@code ip -batch} that puts a barrier before a prefix. */
  static String barrier(Prefix prefix) {
    return "route replace unreachable " + prefix + " " + BARRIER;
  }

  /**
   * The command that runs the script.
   *
   * @param netns the pod's network namespace
   */
  static String[] command(String netns) {
    return new String[] {
      "sh",
      "-c",
      "exec 9</proc/self/ns/net 8<" + netns + " && exec nsenter --net=/proc/self/fd/8 sh -s"
    };
  }

  /**
   * The script.
   *
   * @param device the ifindex of the network's device
   */
  static String render(Attachment attachment, int device, Underlay underlay) {
    return new AttachScript(attachment, device, underlay).render();
  }

  private String render() {
    return functions() + look() + create() + barriers() + settings() + guard() + routes();
  }

  private static String functions() {
    return """
    fail() { echo "%s$1"; exit 1; }
    put() { read -r now <"$1" && [ "$now" = "$2" ] || echo "$2" >"$1" || fail %s; }
    sys=/proc/sys/net
    link= taken= rename= routes=
    """
        .formatted(FAILED, Stage.SETTINGS);
  }

  /** An interface on a device that was made anew, or of another claim, makes place. */
  private String look() {
    return """
    if [ -e $sys/ipv4/conf/vnet0 ]; then
      link=$(ip -o -d link show dev vnet0) || fail %1$s
      case "$link" in
        *" alias culvert"*)
          case "$link" in
            *": vnet0@if%3$d: "*" link/ether %2$s "*" macvlan mode bridge "*) ;;
            *) ip link del dev vnet0 || fail %1$s; link= ;;
          esac ;;
        *) taken=1 ;;
      esac
    fi
    """
        .formatted(Stage.INTERFACE, attachment.mac(), device);
  }

  /** Only with its alias it gets its name, so that it is known as ours. */
  private String create() {
    return """
    if [ -z "$link" ]; then
      if [ -e $sys/ipv4/conf/culvert-new ]; then ip link del dev culvert-new; fi
      nsenter --net=/proc/self/fd/9 ip link add link culvert%1$d name culvert-new \\
        netns /proc/self/fd/8 address %2$s mtu %3$d type macvlan mode bridge || fail %4$s
      echo "%5$s"
      rename='link set dev culvert-new alias culvert
    link set dev culvert-new name vnet0'
      routes='%6$s'
    fi
    """
        .formatted(
            attachment.vni(),
            attachment.mac(),
            underlay.networkMtu(),
            Stage.INTERFACE,
            CREATED,
            String.join("\n", routes.added()));
  }

  /**
   * What has routes already gets the new ones first: a route may lead to more than one connection's
   * prefixes, and a barrier before one of them alone would go before that route. Barriers also keep
   * apart what another interface of the name leaves open. A gateway has its own agent's before
   * remote prefixes, in a table that its packets to peers do not ask: a peer may be inside such a
   * prefix.
   */
  private String barriers() {
    var remote = attachment.isGateway() ? List.<Prefix>of() : attachment.remoteRoutes();
    var lines =
        Stream.concat(attachment.localRoutes().stream(), remote.stream())
            .distinct()
            .map(prefix -> barrier(prefix) + "\n")
            .collect(Collectors.joining());
    return """
    if [ -n "$link" ] && [ -z "$taken" ]; then
      ip -force -batch - >/dev/null 2>&1 <<END
    %s
    END
    fi
    ip -batch - <<END || fail %s
    %s$rename
    END
    [ -z "$taken" ] || fail %s
    """
        .formatted(String.join("\n", routes.replaced()), Stage.BARRIERS, lines, Stage.TAKEN);
  }

  private String settings() {
    return """
    %sput $sys/ipv4/conf/vnet0/arp_ignore 1
    put $sys/ipv4/conf/vnet0/arp_announce 2
    if [ -e $sys/ipv6/conf/vnet0/disable_ipv6 ]; then put $sys/ipv6/conf/vnet0/disable_ipv6 1; fi
    """
        .formatted(attachment.isGateway() ? FORWARDING : "");
  }

  private String guard() {
    return """
    guard() {
      nft -f - <<END
    $1
    %sEND
    }
    none='%s'
    if [ -n "$link" ]; then guard || guard "$none"; else guard "$none"; fi || fail %s
    """
        .formatted(PodGuard.render(attachment), PodGuard.NONE.strip(), Stage.GUARD);
  }

  private String routes() {
    return """
    ip -batch - <<END || fail %s
    link set dev vnet0 mtu %d
    addr replace %s/32 dev vnet0
    link set dev vnet0 up
    $routes
    route show %s
    END
    """
        .formatted(Stage.ROUTES, underlay.networkMtu(), attachment.address(), PROTOCOL);
  }
}
