package dev.culvert.node.agent.plan;

/**
 * Where a network's frames go: those for one MAC address, or those for everybody.
 *
 * @param mac the MAC address
 * @param node the address of the node it is behind
 */
public record ForwardingEntry(String mac, String node) {
  /** The MAC address that stands for everybody: broadcasts and what has no entry. */
  public static final String EVERYBODY = "00:00:00:00:00:00";
}
