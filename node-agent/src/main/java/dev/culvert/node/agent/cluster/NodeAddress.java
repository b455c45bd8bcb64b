package dev.culvert.node.agent.cluster;

import dev.culvert.node.agent.plan.Prefix;

/**
 * Where a node's agent is.
 *
 * @param node the node's name
 * @param address its IPv4 address
 */
public record NodeAddress(String node, String address) {
  /** Refuses what must not come into a command. */
  public NodeAddress {
    Prefix.parseAddress(address);
  }
}
