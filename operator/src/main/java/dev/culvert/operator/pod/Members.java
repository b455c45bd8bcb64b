package dev.culvert.operator.pod;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.AddressHolder;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.operator.apply.AddressClaims;
import dev.culvert.operator.apply.KeptAddresses;
import dev.culvert.operator.apply.NetworkSegments;
import dev.culvert.operator.catalog.Catalog;
import dev.culvert.operator.catalog.ClusterRanges;
import dev.culvert.operator.catalog.MemberCatalog;
import dev.culvert.operator.membership.Addresses;
import dev.culvert.operator.membership.AttachedCondition;
import dev.culvert.operator.membership.MemberPod;
import dev.culvert.operator.membership.MembershipInput;
import dev.culvert.operator.membership.MembershipPlan;
import dev.culvert.operator.membership.MembershipPlanner;
import dev.culvert.operator.membership.NetworkInForce;
import dev.culvert.operator.membership.NetworkMembers;
import dev.culvert.operator.plan.Finding;
import dev.culvert.operator.plan.Names;
import dev.culvert.operator.plan.NetworkKey;
import dev.culvert.operator.plan.NetworkPlan;
import dev.culvert.operator.report.PodReporter;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Resolve, plan, apply, report: the pods of one network at a time, as soon as one changes. */
public final class Members {
  private final Catalog catalog;
  private final MemberCatalog members;
  private final ClusterRanges ranges;
  private final NetworkSegments segments;
  private final AddressClaims claims;
  private final KeptAddresses kept;
  private final PodReporter reporter;
  private final Consumer<NetworkKey> onUse;
  private final FreedAddresses freed;
  private final AtOnce requests = new AtOnce();
  private final WorkLoop<NetworkKey> loop = new WorkLoop<>(this::carryOut);
  private final Map<NetworkKey, NetworkInForce> inForce = new ConcurrentHashMap<>();
  private final Map<NetworkKey, Object> use = new ConcurrentHashMap<>();
  private volatile Set<String> lapsed = Set.of();

  /**
   * @param onUse told of networks of which other addresses are in use than before
   */
  public Members(
      Catalog catalog,
      MemberCatalog members,
      ClusterRanges ranges,
      NetworkSegments segments,
      AddressClaims claims,
      KeptAddresses kept,
      PodReporter reporter,
      Consumer<NetworkKey> onUse,
      Clock clock) {
    this.catalog = catalog;
    this.members = members;
    this.ranges = ranges;
    this.segments = segments;
    this.claims = claims;
    this.kept = kept;
    this.reporter = reporter;
    this.onUse = onUse;
    this.freed = new FreedAddresses(clock);
  }

  /** Acts from now on. */
  public void lead() {
    loop.open();
  }

  /** Acts no more. */
  public void close() {
    loop.close();
  }

  /** Pods of the network, their addresses or the network itself changed. */
  public void changed(NetworkKey network) {
    loop.submit(network);
  }

  /**
   * Tells nodes of the network, and puts its pods on it.
   *
   * @return what the network says of its pods
   */
  public NetworkMembers update(VirtualNetwork network, NetworkPlan plan) {
    NetworkInForce now =
        NetworkInForce.of(network, plan, segments.vni(network.getMetadata().getUid()));
    boolean wasThere = now.vni().isPresent() || plan.gateway().isPresent();
    if (ranges.areKnown() && !now.space().isEmpty() && (plan.findings().isEmpty() || wasThere)) {
      now = segments.write(now, plan, ranges.current());
    }
    inForce.put(now.key(), now);
    loop.submit(now.key());
    return NetworkMembers.of(now, plan, members.claimsOf(now.key()), ranges.current());
  }

  /** Takes the network from the nodes; its claims go with the network itself. */
  public void remove(VirtualNetwork network) {
    segments.remove(network.getMetadata().getUid());
  }

  /** Looks at everything again, in case something was missed. */
  public void sweep() {
    lapsed = kept.lapsed();
    Set<NetworkKey> networks = members.networks();
    networks.forEach(loop::submit);
    segments.removeAllBut(
        catalog.unknownNamespaces(),
        () ->
            catalog
                .networks()
                .map(network -> network.getMetadata().getUid())
                .collect(Collectors.toSet()));
    inForce.keySet().removeIf(key -> catalog.network(key).isEmpty());
    use.keySet().removeIf(key -> catalog.network(key).isEmpty());
    reporter.forgetAllBut(
        Stream.concat(
                networks.stream().flatMap(key -> members.podsOf(key).stream()),
                inForce.values().stream().flatMap(network -> gateway(network).stream()))
            .map(MemberPod::uid)
            .collect(Collectors.toSet()));
  }

  /** Whether everything is as planned; else it has to be planned anew. */
  private boolean carryOut(NetworkKey key) {
    Optional<VirtualNetwork> present = catalog.network(key);
    Optional<NetworkInForce> network =
        Optional.ofNullable(inForce.get(key))
            .filter(known ->
                present.filter(n -> known.uid().equals(n.getMetadata().getUid())).isPresent());
    if ((present.isPresent() && network.isEmpty())
        || catalog.unknownNamespaces().contains(key.namespace())) {
      return true; // Its reconciler comes first, and has this done again.
    }
    MembershipInput input = input(key, network);
    MembershipPlan plan = MembershipPlanner.plan(input);
    try {
      return apply(plan);
    } finally {
      // One write that fails keeps nobody else from what is said of them.
      network.ifPresent(this::tellUse);
      report(plan, input.gateway());
    }
  }

  private MembershipInput input(NetworkKey key, Optional<NetworkInForce> network) {
    List<MemberPod> pods = members.podsOf(key);
    List<AddressClaim> present = members.claimsOf(key);
    Set<String> own = pods.stream().map(MemberPod::uid).collect(Collectors.toSet());
    Set<String> others =
        present.stream()
            .map(claim -> claim.getSpec().holder())
            .filter(Objects::nonNull)
            .map(AddressHolder::uid)
            .filter(uid -> !own.contains(uid))
            .collect(Collectors.toSet());
    return new MembershipInput(
        key,
        network,
        pods,
        network.flatMap(this::gateway),
        present,
        members.living(others),
        lapsed,
        members.namespaces(),
        network.map(n -> freed.of(n.uid())).orElse(Set.of()));
  }

  private Optional<MemberPod> gateway(NetworkInForce network) {
    return catalog.gateways().pods(Names.gateway(network.uid())).stream()
        .map((Pod pod) -> MemberPod.ofGateway(pod, network.key()))
        .filter(pod -> !pod.isEnded())
        .findFirst();
  }

  private boolean apply(MembershipPlan plan) {
    List<Callable<Boolean>> writes = new ArrayList<>();
    plan.creations().forEach(claim -> writes.add(() -> claims.create(claim)));
    plan.changes().forEach(change -> writes.add(() -> claims.change(change)));
    plan.releases().forEach(claim -> writes.add(() -> release(claim)));
    return requests.all(writes);
  }

  private boolean release(AddressClaim claim) {
    Optional<AddressHolder> holder = Optional.ofNullable(claim.getSpec().holder());
    if (holder.filter(pod -> members.neverSaw(pod.namespace())).isPresent()) {
      return true; // Whether its pod is gone cannot be known, so it stays.
    }
    Optional<Pod> unknown =
        holder
            .filter(pod -> members.serves(pod.namespace()))
            .filter(pod -> members.living(Set.of(pod.uid())).isEmpty())
            .flatMap(members::ask);
    // First, since nobody would do it once the claim is gone.
    unknown.ifPresent(reporter::left);
    boolean released = claims.release(claim, unknown);
    if (released) {
      freed.add(claim);
    }
    return released;
  }

  private void tellUse(NetworkInForce network) {
    var addresses = new Addresses(network, members.claimsOf(network.key()), Set.of());
    Object now = List.of(addresses.use(), addresses.full());
    if (!now.equals(use.put(network.key(), now))) {
      onUse.accept(network.key());
    }
  }

  /** Gateways say on their network what is wrong; only ordinary pods have the condition. */
  private void report(MembershipPlan plan, Optional<MemberPod> gateway) {
    Map<MemberPod, AddressClaim> held = new HashMap<>();
    plan.holdings().forEach(holding -> held.put(holding.pod(), holding.claim()));
    Map<MemberPod, Finding> found = new HashMap<>();
    plan.findings().forEach(finding -> found.put(finding.pod(), finding.why()));
    List<Callable<Boolean>> reports = new ArrayList<>();
    Stream.concat(held.keySet().stream(), found.keySet().stream())
        .distinct()
        .forEach(pod ->
            reports.add(() -> {
              Optional<Finding> finding = Optional.ofNullable(found.get(pod));
              Optional<AddressClaim> claim = Optional.ofNullable(held.get(pod));
              announce(pod, finding, claim);
              if (!gateway.equals(Optional.of(pod))) {
                reporter.report(pod, finding, claim);
              }
              return true;
            }));
    requests.all(reports);
  }

  private void announce(MemberPod pod, Optional<Finding> finding, Optional<AddressClaim> claim) {
    finding
        .or(() -> claim.flatMap(present -> AttachedCondition.trouble(pod, present)))
        .ifPresent(why -> reporter.announce(pod, why));
  }
}
