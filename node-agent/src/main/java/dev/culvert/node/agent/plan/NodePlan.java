package dev.culvert.node.agent.plan;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the node ought to have.
 *
 * @param devices the VXLAN devices that members of this node need, by VNI, with their entries
 * @param segments the VNIs of all networks: a device of another one is removed
 * @param unsettled the VNIs of networks of which something could not be read: what is there of
 *     these stays
 * @param peers the addresses of other nodes, which alone may send frames
 * @param members the claims of this node whose holders can be attached, and to what
 * @param waiting the claims of this node whose holders cannot be attached, or not yet
 */
public record NodePlan(
    SortedMap<Integer, Set<ForwardingEntry>> devices,
    SortedSet<Integer> segments,
    SortedSet<Integer> unsettled,
    SortedSet<String> peers,
    Map<Claim, Attachment> members,
    Map<Claim, Waiting> waiting) {
  /** A node on which there is nothing. */
  public static final NodePlan NONE =
      new NodePlan(
          new TreeMap<>(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), Map.of(), Map.of());

  /** Whether what is not planned of the network may be taken away, where all has been listed. */
  public boolean isSettled(int vni) {
    return !unsettled.contains(vni);
  }

  /**
   * What the shell takes for the MAC addresses of interfaces that may yet be planned. The network
   * namespaces of those that wait are not known: any may be theirs.
   */
  public Set<String> expectedMacs() {
    var macs = new HashSet<String>();
    waiting.forEach((claim, what) -> {
      if (what == Waiting.FOR_SEGMENT || what == Waiting.FOR_SANDBOX) {
        macs.add(MacAddress.patternOfAddress(claim.address()));
      }
    });
    unsettled.forEach(vni -> macs.add(MacAddress.patternOfNetwork(vni)));
    return macs;
  }

  /** The UIDs of the claims by which pods are attached, by their network namespaces. */
  Map<String, String> held() {
    var held = new HashMap<String, String>();
    members.forEach((claim, attachment) -> held.put(attachment.netns(), claim.uid()));
    return held;
  }
}
