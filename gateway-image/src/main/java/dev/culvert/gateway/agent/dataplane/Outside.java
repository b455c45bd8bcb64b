package dev.culvert.gateway.agent.dataplane;

/**
 * The way to the world outside.
 *
 * @param device the interface's name
 * @param address our IPv4 address there
 * @param mtu bytes of an IP packet
 */
public record Outside(String device, String address, int mtu) {
  private static final int MOST = 1400;
  private static final int OVERHEAD = 80;

  /** Bytes of an IP packet that fit into the tunnel: ESP in UDP must still fit outside. */
  public int tunnelMtu() {
    return Math.min(MOST, mtu - OVERHEAD);
  }
}
