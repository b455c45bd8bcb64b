package dev.culvert.gateway.agent.dataplane;

import java.util.List;

/**
 * The way to the world outside.
 *
 * @param device the interface's name
 * @param address our IPv4 address there
 * @param mtu bytes of an IP packet
 * @param nameservers IPv4 addresses of those who are asked for peers' names
 */
public record Outside(String device, String address, int mtu, List<String> nameservers) {
  private static final int MOST = 1400;
  private static final int OVERHEAD = 80;

  /** Copies the list. */
  public Outside {
    nameservers = List.copyOf(nameservers);
  }

  /** Bytes of an IP packet that fit into the tunnel: ESP in UDP must still fit outside. */
  public int tunnelMtu() {
    return Math.min(MOST, mtu - OVERHEAD);
  }
}
