package dev.culvert.node.agent.plan;

/**
 * The MAC address that goes with an address of a network. It is made of the two and is believed
 * from nobody: locally administered, the VNI's last byte, the address.
 */
final class MacAddress {
  private MacAddress() {}

  /** In lower case. */
  static String of(int vni, String address) {
    return "02:%02x:%s".formatted(vni & 0xff, bytes(address));
  }

  /** What the shell takes for those of the address in any network. */
  static String patternOfAddress(String address) {
    return "02:??:" + bytes(address);
  }

  /** What the shell takes for those of any address in the network; others may have some too. */
  static String patternOfNetwork(int vni) {
    return "02:%02x:??:??:??:??".formatted(vni & 0xff);
  }

  private static String bytes(String address) {
    long number = Prefix.parseAddress(address);
    return "%02x:%02x:%02x:%02x"
        .formatted(number >> 24 & 255, number >> 16 & 255, number >> 8 & 255, number & 255);
  }
}
