package dev.culvert.gateway.agent;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Map;

/**
 * What the pod tells the agent.
 *
 * @param gateway the gateway's name, {@code gw-<hash>}
 * @param outsideAddress the pod's IPv4 address
 */
record Settings(String gateway, InetAddress outsideAddress) {
  /** The mounted Secret with the document. */
  static final Path MOUNTED_DOCUMENT = Path.of("/etc/culvert/config/config.json");

  /** The mounted Secret with certificate, key and CA. */
  static final Path TLS = Path.of("/etc/culvert/tls");

  /** The pod's volume in memory: the kept document, charon's socket and settings. */
  static final Path RUN = Path.of("/run/culvert");

  /**
   * Reads the environment.
   *
   * @throws IllegalArgumentException with a sentence if something is missing
   */
  static Settings of(Map<String, String> environment) {
    var gateway = required(environment, "CULVERT_GATEWAY");
    var address = required(environment, "CULVERT_OUTSIDE_ADDRESS");
    if (!address.matches("[0-9.]+")) {
      throw new IllegalArgumentException(
          "CULVERT_OUTSIDE_ADDRESS is not an IPv4 address: " + address);
    }
    try {
      return new Settings(gateway, InetAddress.getByName(address));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "CULVERT_OUTSIDE_ADDRESS is not an IPv4 address: " + address, e);
    }
  }

  private static String required(Map<String, String> environment, String name) {
    var value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("the environment variable " + name + " is not set");
    }
    return value;
  }
}
