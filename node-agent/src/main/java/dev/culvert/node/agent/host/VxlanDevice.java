package dev.culvert.node.agent.host;

import dev.culvert.node.agent.plan.ForwardingEntry;
import java.util.Set;

/**
 * A VXLAN device of ours as it is.
 *
 * @param index its ifindex, which a device made anew has not
 * @param local the address it sends from
 * @param port the UDP port it sends to
 * @param entries its static forwarding entries
 */
record VxlanDevice(
    int vni,
    int index,
    String local,
    int port,
    int mtu,
    boolean learns,
    boolean isUp,
    Set<ForwardingEntry> entries) {
  /** What names of our devices begin with. */
  static final String PREFIX = "culvert";

  /** A device's name, 15 characters at most. */
  static String name(int vni) {
    return PREFIX + vni;
  }
}
