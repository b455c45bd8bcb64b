package dev.culvert.node.agent.plan;

import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;

/**
 * What the node ought to have.
 *
 * @param devices the VXLAN devices that members of this node need, by VNI, with their entries
 * @param segments the VNIs of all networks: a device of another one is removed
 * @param peers the addresses of other nodes, which alone may send frames
 * @param members the claims of this node whose holders can be attached, and to what
 * @param waiting the claims of this node whose holders cannot be attached yet
 */
public record NodePlan(
    SortedMap<Integer, Set<ForwardingEntry>> devices,
    SortedSet<Integer> segments,
    SortedSet<String> peers,
    Map<Claim, Attachment> members,
    Map<Claim, Waiting> waiting) {}
