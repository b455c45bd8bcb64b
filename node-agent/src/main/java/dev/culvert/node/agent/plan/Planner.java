package dev.culvert.node.agent.plan;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the node's plan. */
public final class Planner {
  private final String node;

  /**
   * @param node this node's name
   */
  public Planner(String node) {
    this.node = node;
  }

  /**
   * The plan for what is known.
   *
   * @param nodes the addresses of nodes by name; this one's may be among them
   */
  public NodePlan plan(
      Collection<Segment> segments,
      Collection<Claim> claims,
      Map<String, String> nodes,
      Collection<Sandbox> sandboxes) {
    var byNetwork = new TreeMap<String, Segment>();
    segments.stream()
        .sorted(Comparator.comparing(Segment::vni))
        .forEach(segment -> byNetwork.putIfAbsent(segment.networkUid(), segment));
    var namespaces =
        sandboxes.stream()
            .collect(
                Collectors.toMap(
                    Sandbox::podUid, Function.identity(), Planner::newer, HashMap::new));

    var members = new LinkedHashMap<Claim, Attachment>();
    var waiting = new LinkedHashMap<Claim, Waiting>();
    var needed = new HashSet<String>();
    var local = onThisNode(claims, namespaces);
    var heirs = heirs(local, namespaces);
    for (var claim : local) {
      var segment = byNetwork.get(claim.networkUid());
      var sandbox = namespaces.getOrDefault(claim.podUid(), heirs.get(claim));
      if (segment == null) {
        waiting.put(claim, Waiting.FOR_SEGMENT);
        continue;
      }
      needed.add(claim.networkUid());
      if (sandbox == null) {
        waiting.put(claim, Waiting.FOR_SANDBOX);
      } else {
        members.put(claim, Attachment.of(claim, segment, sandbox));
      }
    }

    return new NodePlan(
        devices(byNetwork, needed, claims, nodes),
        byNetwork.values().stream()
            .map(Segment::vni)
            .collect(Collectors.toCollection(TreeSet::new)),
        peers(nodes),
        members,
        waiting);
  }

  private TreeMap<Integer, Set<ForwardingEntry>> devices(
      Map<String, Segment> byNetwork,
      Set<String> needed,
      Collection<Claim> claims,
      Map<String, String> nodes) {
    var entries = new HashMap<String, Set<ForwardingEntry>>();
    needed.forEach(network -> entries.put(network, new HashSet<>()));
    for (var claim : claims) {
      var address = elsewhere(claim, nodes);
      var ofNetwork = entries.get(claim.networkUid());
      if (address != null && ofNetwork != null) {
        ofNetwork.add(new ForwardingEntry(claim.mac(), address));
        ofNetwork.add(new ForwardingEntry(ForwardingEntry.EVERYBODY, address));
      }
    }
    var devices = new TreeMap<Integer, Set<ForwardingEntry>>();
    byNetwork.forEach((network, segment) -> {
      var ofNetwork = entries.get(network);
      if (ofNetwork != null) {
        devices.put(segment.vni(), ofNetwork);
      }
    });
    return devices;
  }

  private static Sandbox newer(Sandbox one, Sandbox other) {
    return one.since() >= other.since() ? one : other;
  }

  /** One claim for each pod: of several, as while a pod changes its network, the newest. */
  private List<Claim> onThisNode(Collection<Claim> claims, Map<String, Sandbox> namespaces) {
    var byPod = new TreeMap<String, Claim>();
    for (var claim : claims) {
      if (node.equals(claim.node())
          || (claim.node() == null && namespaces.containsKey(claim.podUid()))) {
        byPod.merge(claim.podUid(), claim, Planner::newer);
      }
    }
    return List.copyOf(byPod.values());
  }

  private static Claim newer(Claim one, Claim other) {
    return Comparator.comparing(Claim::created).thenComparing(Claim::key).compare(one, other) >= 0
        ? one
        : other;
  }

  /**
   * A gateway's next pod has the claim of the one that is gone, on the same node, before the
   * operator has said so: the tunnels come back though the operator is away.
   */
  private static Map<Claim, Sandbox> heirs(List<Claim> claims, Map<String, Sandbox> namespaces) {
    var free = new HashMap<>(namespaces);
    claims.forEach(claim -> free.remove(claim.podUid()));
    var heirs = new HashMap<Claim, Sandbox>();
    claims.stream()
        .filter(claim -> !namespaces.containsKey(claim.podUid()))
        .sorted(Comparator.comparing(Claim::created).thenComparing(Claim::key).reversed())
        .forEach(claim -> {
          var gateway = claim.gateway();
          if (gateway != null) {
            free.values().stream()
                .filter(sandbox -> sandbox.isOf(gateway))
                .max(Comparator.comparing(Sandbox::since).thenComparing(Sandbox::podUid))
                .ifPresent(sandbox -> heirs.put(claim, free.remove(sandbox.podUid())));
          }
        });
    return heirs;
  }

  private @Nullable String elsewhere(Claim claim, Map<String, String> nodes) {
    return claim.node() == null || claim.node().equals(node) ? null : nodes.get(claim.node());
  }

  private TreeSet<String> peers(Map<String, String> nodes) {
    var peers = new TreeSet<String>();
    nodes.forEach((name, address) -> {
      if (!name.equals(node)) {
        peers.add(address);
      }
    });
    return peers;
  }
}
