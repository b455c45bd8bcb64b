package dev.culvert.node.agent.host;

import dev.culvert.node.agent.plan.Underlay;

/** The script that creates a VXLAN device. */
final class DeviceScript {
  private DeviceScript() {}

  /** The device never has an address: what is on it are the members' interfaces. */
  static String render(int vni, Underlay underlay) {
    return """
    set -e
    ip link add %1$s mtu %2$d arp off type vxlan id %3$d dstport %4$d local %5$s nolearning
    off=/proc/sys/net/ipv6/conf/%1$s/disable_ipv6
    if [ -e $off ]; then echo 1 >$off; fi
    ip link set dev %1$s up
    """
        .formatted(
            VxlanDevice.name(vni), underlay.networkMtu(), vni, underlay.port(), underlay.address());
  }
}
