package dev.culvert.node.agent;

import dev.culvert.node.agent.plan.Prefix;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the DaemonSet tells the agent.
 *
 * @param node this node's name
 * @param address its IPv4 address
 * @param namespace the agents' namespace
 * @param watched the namespaces of claims; empty for all
 * @param port the UDP port of VXLAN
 * @param pod the agent's own pod; empty under a DaemonSet of a chart that does not tell it
 * @param podUid its metadata.uid; empty likewise
 */
record Settings(
    String node,
    String address,
    String namespace,
    List<String> watched,
    int port,
    String pod,
    String podUid) {
  /** The result cache of the node's network plugins. */
  static final Path RESULTS = Path.of("/var/lib/cni/results");

  /** The pod's volume in memory. */
  static final Path RUN = Path.of("/run/culvert");

  private static final String PORT = "8475";

  /**
   * Reads the environment.
   *
   * @throws IllegalArgumentException with a sentence if something is missing or wrong
   */
  static Settings of(Map<String, String> environment) {
    var address = required(environment, "CULVERT_NODE_ADDRESS");
    try {
      Prefix.parseAddress(address);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("CULVERT_NODE_ADDRESS is " + e.getMessage(), e);
    }
    return new Settings(
        required(environment, "CULVERT_NODE_NAME"),
        address,
        required(environment, "CULVERT_NODES_NAMESPACE"),
        Stream.of(environment.getOrDefault("CULVERT_WATCH_NAMESPACES", "").split(","))
            .map(String::strip)
            .filter(name -> !name.isEmpty())
            .toList(),
        port(environment.getOrDefault("CULVERT_VXLAN_PORT", PORT)),
        environment.getOrDefault("CULVERT_POD_NAME", ""),
        environment.getOrDefault("CULVERT_POD_UID", ""));
  }

  private static int port(String text) {
    if (!text.matches("[1-9]\\d{0,4}") || Integer.parseInt(text) > 65535) {
      throw new IllegalArgumentException("CULVERT_VXLAN_PORT is not a UDP port: " + text);
    }
    return Integer.parseInt(text);
  }

  private static String required(Map<String, String> environment, String name) {
    var value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("the environment variable " + name + " is not set");
    }
    return value;
  }
}
