package dev.culvert.node.agent.pod;

import dev.culvert.node.agent.plan.Attachment;
import dev.culvert.node.agent.plan.Underlay;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The script that attaches a pod, or looks whether it is attached. It runs in the pod's network
 * namespace (file descriptor 8), in a mount namespace of its own, with the node's network namespace
 * on file descriptor 9. In this order, so that nothing leaves another way or unguarded: barriers,
 * interface, guard, address, routes. At the end it lists the routes that are there.
 */
final class AttachScript {
  /** The interface's name in every pod. */
  static final String INTERFACE = "vnet0";

  /** The interface's alias, by which ours is told from another one of that name. */
  static final String ALIAS = "culvert";

  /** The largest metric but one: behind everything else. */
  static final String BARRIER = "metric 4000000000 proto 221";

  /** A line before the listing: the interface is new. */
  static final String CREATED = "culvert: created";

  /** A line before what went wrong, with its {@link Stage}. */
  static final String FAILED = "culvert: failed ";

  private final Attachment attachment;
  private final int device;
  private final Underlay underlay;

  private AttachScript(Attachment attachment, int device, Underlay underlay) {
    this.attachment = attachment;
    this.device = device;
    this.underlay = underlay;
  }

  /** What the script was at when it failed. */
  enum Stage {
    BARRIERS,
    TAKEN,
    INTERFACE,
    SETTINGS,
    GUARD,
    ADDRESS,
    ROUTES
  }

  /**
   * The command that runs the script.
   *
   * @param netns the pod's network namespace
   */
  static String[] command(String netns) {
    return new String[] {
      "unshare",
      "-m",
      "sh",
      "-c",
      "mount -o remount,rw,bind /proc/sys 2>/dev/null;"
          + " exec 9</proc/self/ns/net 8<"
          + netns
          + " && exec nsenter --net=/proc/self/fd/8 sh -s"
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
    return String.join("\n", functions(), barriers(), look(), create(), finish());
  }

  private static String functions() {
    return """
    fail() { echo "%s$1"; exit 1; }
    put() { read -r now <"$1" && [ "$now" = "$2" ] || echo "$2" >"$1" || fail %s; }
    sys=/proc/sys/net\
    """
        .formatted(FAILED, Stage.SETTINGS);
  }

  private String barriers() {
    var lines =
        Stream.concat(attachment.localRoutes().stream(), attachment.remoteRoutes().stream())
            .distinct()
            .map(prefix -> "route replace unreachable " + prefix + " " + BARRIER)
            .collect(Collectors.joining("\n"));
    return batch(lines, Stage.BARRIERS);
  }

  /** An interface on a device that was made anew, or of another claim, makes place. */
  private String look() {
    return """
    link=
    if [ -e $sys/ipv4/conf/vnet0 ]; then
      link=$(ip -o -d link show dev vnet0) || fail %2$s
      case "$link" in *" alias culvert"*) ;; *) fail %1$s ;; esac
      case "$link" in
        *": vnet0@if%3$d: "*" link/ether %4$s "*" macvlan mode bridge "*) ;;
        *) ip link del dev vnet0 || fail %2$s; link= ;;
      esac
    fi\
    """
        .formatted(Stage.TAKEN, Stage.INTERFACE, device, attachment.mac());
  }

  /** Only with its alias it gets its name, so that it is known as ours. */
  private String create() {
    return """
    if [ -z "$link" ]; then
      if [ -e $sys/ipv4/conf/culvert-new ]; then ip link del dev culvert-new; fi
      nsenter --net=/proc/self/fd/9 ip link add link culvert%1$d name culvert-new \\
        netns /proc/self/fd/8 address %2$s mtu %3$d type macvlan mode bridge || fail %4$s
    ip -batch - <<'END' || fail %4$s
    link set dev culvert-new alias culvert
    link set dev culvert-new name vnet0
    END
      echo "%5$s"
    fi\
    """
        .formatted(
            attachment.vni(), attachment.mac(), underlay.networkMtu(), Stage.INTERFACE, CREATED);
  }

  private String finish() {
    return """
    put $sys/ipv4/conf/vnet0/arp_ignore 1
    put $sys/ipv4/conf/vnet0/arp_announce 2
    if [ -e $sys/ipv6/conf/vnet0/disable_ipv6 ]; then put $sys/ipv6/conf/vnet0/disable_ipv6 1; fi
    %snft -f - <<'END' || fail %s
    %sEND
    %s
    if [ -z "$link" ]; then
    %s
    fi
    ip route show proto 221 || fail %s
    """
        .formatted(
            attachment.isGateway() ? forwarding() : "",
            Stage.GUARD,
            PodGuard.render(attachment),
            batch(
                """
                link set dev vnet0 mtu %d
                addr replace %s/32 dev vnet0
                link set dev vnet0 up\
                """
                    .formatted(underlay.networkMtu(), attachment.address()),
                Stage.ADDRESS),
            batch(String.join("\n", new PodRoutes(attachment, underlay).added()), Stage.ROUTES),
            Stage.ROUTES);
  }

  /** Turning forwarding on sets other settings back: it goes first. */
  private static String forwarding() {
    return """
    put $sys/ipv4/ip_forward 1
    put $sys/ipv4/conf/all/send_redirects 0
    put $sys/ipv4/conf/default/send_redirects 0
    put $sys/ipv4/conf/vnet0/send_redirects 0
    """;
  }

  private static String batch(String lines, Stage stage) {
    return lines.isEmpty() ? ":" : "ip -batch - <<'END' || fail " + stage + "\n" + lines + "\nEND";
  }
}
