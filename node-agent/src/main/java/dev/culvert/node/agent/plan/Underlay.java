package dev.culvert.node.agent.plan;

/**
 * What carries the networks' frames between nodes.
 *
 * @param address this node's IPv4 address
 * @param mtu that of the interface with the address
 * @param port the UDP port of VXLAN, the same on every node
 */
public record Underlay(String address, int mtu, int port) {
  /** IP, UDP and VXLAN headers and the inner Ethernet header (RFC 7348). */
  private static final int VXLAN_OVERHEAD = 50;

  /** What ESP in UDP adds to a packet in the gateway, with room to spare. */
  private static final int TUNNEL_OVERHEAD = 80;

  private static final int LARGEST_TUNNEL_MTU = 1400;

  /** Refuses what must not come into a command. */
  public Underlay {
    Prefix.parseAddress(address);
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("not a UDP port: " + port);
    }
  }

  /** The largest packet between members. */
  public int networkMtu() {
    return mtu - VXLAN_OVERHEAD;
  }

  /** The largest packet through a gateway. */
  public int remoteMtu() {
    return Math.min(LARGEST_TUNNEL_MTU, networkMtu() - TUNNEL_OVERHEAD);
  }
}
