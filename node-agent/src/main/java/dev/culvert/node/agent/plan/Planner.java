package dev.culvert.node.agent.plan;

import java.util.ArrayList;
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
   * @param doubts what could not be read
   * @param nodes the addresses of nodes by name; this one's may be among them
   * @param former the plan before: a pod keeps the claim it has
   */
  public NodePlan plan(
      Collection<Segment> segments,
      Collection<Claim> claims,
      Collection<Doubt> doubts,
      Map<String, String> nodes,
      Collection<Sandbox> sandboxes,
      NodePlan former) {
    var networks = new Networks(segments);
    var namespaces =
        sandboxes.stream()
            .collect(
                Collectors.toMap(
                    Sandbox::podUid, Function.identity(), Planner::newer, HashMap::new));

    var members = new LinkedHashMap<Claim, Attachment>();
    var waiting = new LinkedHashMap<Claim, Waiting>();
    var needed = new HashSet<Integer>();
    var precedence = new Precedence(former.held(), namespaces);
    var local = precedence.onePerPod(believed(claims, networks, namespaces, waiting));
    var heirs = heirs(local, namespaces, precedence);
    for (var claim : local) {
      var segment = networks.of(claim).orElse(null);
      var sandbox = namespaces.getOrDefault(claim.podUid(), heirs.get(claim));
      if (segment == null) {
        waiting.put(claim, Waiting.FOR_SEGMENT);
        continue;
      }
      needed.add(segment.vni());
      if (sandbox == null) {
        waiting.put(claim, Waiting.FOR_SANDBOX);
      } else {
        members.put(claim, Attachment.of(claim, segment, sandbox));
      }
    }

    return new NodePlan(
        devices(networks, needed, claims, nodes),
        networks.vnis(),
        networks.unsettled(doubts),
        peers(nodes),
        members,
        waiting);
  }

  /**
   * The claims of this node that can put a pod on a network; the others are told why they cannot.
   * Who may write claims in one namespace must get nobody onto networks of another.
   */
  private List<Claim> believed(
      Collection<Claim> claims,
      Networks networks,
      Map<String, Sandbox> namespaces,
      Map<Claim, Waiting> waiting) {
    var believed = new ArrayList<Claim>();
    for (var claim : claims) {
      var sandbox = namespaces.get(claim.podUid());
      if (!node.equals(claim.node()) && (claim.node() != null || sandbox == null)) {
        continue;
      }
      if (networks.isForeign(claim)) {
        waiting.put(claim, Waiting.OF_ANOTHER_NAMESPACE);
      } else if (sandbox != null && !sandbox.pod().equals(claim.pod())) {
        waiting.put(claim, Waiting.OF_ANOTHER_POD);
      } else {
        believed.add(claim);
      }
    }
    return believed;
  }

  private TreeMap<Integer, Set<ForwardingEntry>> devices(
      Networks networks, Set<Integer> needed, Collection<Claim> claims, Map<String, String> nodes) {
    var devices = new TreeMap<Integer, Set<ForwardingEntry>>();
    needed.forEach(vni -> devices.put(vni, new HashSet<>()));
    for (var claim : claims) {
      var address = elsewhere(claim, nodes);
      var segment = networks.of(claim).orElse(null);
      var entries = segment == null ? null : devices.get(segment.vni());
      if (address != null && segment != null && entries != null) {
        entries.add(new ForwardingEntry(MacAddress.of(segment.vni(), claim.address()), address));
        entries.add(new ForwardingEntry(ForwardingEntry.EVERYBODY, address));
      }
    }
    return devices;
  }

  private static Sandbox newer(Sandbox one, Sandbox other) {
    return one.since() >= other.since() ? one : other;
  }

  /**
   * A gateway's next pod has the claim of the one that is gone, on the same node, before the
   * operator has said so: the tunnels come back though the operator is away.
   */
  private static Map<Claim, Sandbox> heirs(
      List<Claim> claims, Map<String, Sandbox> namespaces, Precedence precedence) {
    var free = new HashMap<>(namespaces);
    claims.forEach(claim -> free.remove(claim.podUid()));
    var heirs = new HashMap<Claim, Sandbox>();
    claims.stream()
        .filter(claim -> !namespaces.containsKey(claim.podUid()))
        .sorted(precedence.order())
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
