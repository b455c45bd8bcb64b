package dev.culvert.operator.membership;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.AddressKeeper;
import dev.culvert.operator.membership.MembershipPlan.Change;
import dev.culvert.operator.membership.MembershipPlan.Holding;
import dev.culvert.operator.membership.MembershipPlan.Refusal;
import dev.culvert.operator.plan.Finding;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides which pod has which address of one network. Who has one keeps it as long as it asks for
 * nothing else; addresses that are free only once a claim is gone are given by a later plan.
 */
public final class MembershipPlanner {
  /** Of several claims of one pod the first stays. */
  private static final Comparator<AddressClaim> ORDER =
      Comparator.comparing((AddressClaim claim) ->
              Objects.requireNonNullElse(claim.getMetadata().getCreationTimestamp(), ""))
          .thenComparing(claim -> claim.getMetadata().getName());

  private final MembershipInput input;
  private final NetworkInForce network;
  private final Admission admission;
  private final List<AddressClaim> claims;
  private final Addresses addresses;
  private final Map<String, List<AddressClaim>> byHolder;
  private final Set<String> assigned = new HashSet<>();
  private final Map<String, AddressClaim> released = new LinkedHashMap<>();
  private final List<AddressClaim> creations = new ArrayList<>();
  private final List<Change> changes = new ArrayList<>();
  private final List<Holding> holdings = new ArrayList<>();
  private final List<Refusal> findings = new ArrayList<>();

  private MembershipPlanner(MembershipInput input, NetworkInForce network) {
    this.input = input;
    this.network = network;
    this.admission = new Admission(network, input.namespaces());
    this.claims =
        input.claims().stream()
            .filter(claim -> claim.getSpec().virtualNetworkUid().equals(network.uid()))
            .sorted(ORDER)
            .toList();
    this.byHolder =
        claims.stream()
            .filter(claim -> claim.getSpec().holder() != null)
            .collect(Collectors.groupingBy(claim -> claim.getSpec().holder().uid()));
    this.addresses = new Addresses(network, claims, input.avoid());
  }

  /** The plan for the given moment. */
  public static MembershipPlan plan(MembershipInput input) {
    return input
        .network()
        .map(network -> new MembershipPlanner(input, network).plan())
        .orElseGet(() -> withoutNetwork(input));
  }

  private static MembershipPlan withoutNetwork(MembershipInput input) {
    return new MembershipPlan(
        List.of(),
        List.of(),
        input.claims().stream().filter(claim -> !claim.isMarkedForDeletion()).toList(),
        List.of(),
        input.pods().stream()
            .filter(MembershipPlanner::waitsForAnAddress)
            .sorted(MemberPod.ORDER)
            .map(pod -> new Refusal(pod, Admission.notFound(pod)))
            .toList());
  }

  private MembershipPlan plan() {
    gateway();
    List<MemberPod> unserved = new ArrayList<>();
    input.pods().stream()
        .filter(pod -> !pod.isEnded())
        .sorted(MemberPod.ORDER)
        .forEach(pod -> keepOrRemember(pod, unserved));
    unserved.removeIf(this::handOver);
    release();
    // Who asks for one address has no other choice.
    unserved.removeIf(this::giveWished);
    unserved.forEach(this::giveLowest);
    return new MembershipPlan(
        List.copyOf(creations),
        List.copyOf(changes),
        List.copyOf(released.values()),
        List.copyOf(holdings),
        List.copyOf(findings));
  }

  /** The gateway's address waits for its next pod when it has none. */
  private void gateway() {
    if (network.gatewayAddress().isEmpty()) {
      return;
    }
    String address = network.gatewayAddress().get();
    Optional<AddressClaim> present = addresses.claimOf(address);
    if (present.filter(AddressClaim::isMarkedForDeletion).isPresent()) {
      return;
    }
    if (present.filter(claim -> !isKeptForGateway(claim)).isPresent()) {
      input
          .gateway()
          .ifPresent(pod -> findings.add(new Refusal(pod, admission.taken(pod, address, present))));
      return;
    }
    present.ifPresent(claim -> assigned.add(name(claim)));
    input
        .gateway()
        .filter(pod -> network.vni().isPresent())
        .ifPresent(pod ->
            present.ifPresentOrElse(
                claim -> hold(pod, claim),
                () -> create(pod, address, NewClaim.keptForGateway(network, pod))));
  }

  private static boolean isKeptForGateway(AddressClaim claim) {
    AddressKeeper keeper = claim.getSpec().keptFor();
    return keeper != null && keeper.kind().equals(AddressKeeper.GATEWAY);
  }

  private void keepOrRemember(MemberPod pod, List<MemberPod> unserved) {
    List<AddressClaim> own =
        byHolder.getOrDefault(pod.uid(), List.of()).stream()
            .filter(claim -> isOfSubnet(pod, claim) && !claim.isMarkedForDeletion())
            .toList();
    if (admission.isUndecided(pod)) {
      own.forEach(claim -> assigned.add(name(claim)));
      return;
    }
    Optional<Finding> refusal = admission.refusal(pod);
    if (refusal.isPresent()) {
      if (!pod.isLeaving()) {
        findings.add(new Refusal(pod, refusal.get()));
      }
      return;
    }
    Optional<String> wish = admission.wish(pod).address();
    Optional<AddressClaim> kept =
        own.stream()
            .filter(claim -> wish.filter(a -> !a.equals(claim.getSpec().address())).isEmpty())
            .findFirst()
            .or(() -> wish.flatMap(address -> whileUnobtainable(pod, address, own)));
    kept.ifPresent(claim -> hold(pod, claim));
    if (kept.isEmpty() && waitsForAnAddress(pod)) {
      admission
          .unserved(pod)
          .ifPresentOrElse(why -> findings.add(new Refusal(pod, why)), () -> unserved.add(pod));
    }
  }

  /** What it has it keeps, where it cannot get what it asks for instead. */
  private Optional<AddressClaim> whileUnobtainable(
      MemberPod pod, String address, List<AddressClaim> own) {
    Optional<Finding> why = obstacle(pod, address);
    if (own.isEmpty() || why.isEmpty()) {
      return Optional.empty();
    }
    findings.add(new Refusal(pod, why.get()));
    return own.stream().findFirst();
  }

  /** The address of the former pod of the same name of a StatefulSet. */
  private boolean handOver(MemberPod pod) {
    Optional<String> wish = admission.wish(pod).address();
    Optional<AddressClaim> kept =
        claims.stream()
            .filter(claim -> isKeptFor(pod, claim) && isOfSubnet(pod, claim))
            .filter(claim -> !assigned.contains(name(claim)) && !claim.isMarkedForDeletion())
            .filter(claim -> wish.filter(a -> !a.equals(claim.getSpec().address())).isEmpty())
            .filter(claim -> addresses.unfit(pod, claim.getSpec().address()).isEmpty())
            .findFirst();
    kept.ifPresent(claim -> hold(pod, claim));
    return kept.isPresent();
  }

  private void release() {
    Set<String> living =
        input.pods().stream()
            .filter(pod -> !pod.isEnded())
            .map(MemberPod::uid)
            .collect(Collectors.toSet());
    input.claims().stream()
        .filter(claim -> !assigned.contains(name(claim)) && !claim.isMarkedForDeletion())
        .filter(claim -> !isKept(claim, living))
        .sorted(ORDER)
        .forEach(claim -> released.put(name(claim), claim));
  }

  private boolean isKept(AddressClaim claim, Set<String> living) {
    AddressKeeper keeper = claim.getSpec().keptFor();
    var holder = claim.getSpec().holder();
    if (!claim.getSpec().virtualNetworkUid().equals(network.uid())
        || keeper == null
        || !keeper.kind().equals(AddressKeeper.STATEFUL_SET)
        || input.lapsed().contains(claim.getMetadata().getUid())) {
      return false;
    }
    boolean isLeft =
        holder != null
            && (living.contains(holder.uid()) || input.elsewhere().contains(holder.uid()));
    boolean isReplaced =
        input.pods().stream().anyMatch(pod -> waitsForAnAddress(pod) && isKeptFor(pod, claim));
    return !isLeft && !isReplaced;
  }

  private boolean giveWished(MemberPod pod) {
    Wish wish = admission.wish(pod);
    if (wish.problem().isPresent()) {
      findings.add(new Refusal(pod, wish.problem().get()));
      return true;
    }
    if (wish.address().isEmpty()) {
      return false;
    }
    String address = wish.address().get();
    Optional<Finding> obstacle = obstacle(pod, address);
    if (obstacle.isPresent()) {
      findings.add(new Refusal(pod, obstacle.get()));
    } else if (addresses.claimOf(address).isEmpty()) {
      create(pod, address, pod.statefulSet());
    }
    return true;
  }

  /** Why the pod cannot have the address, now or once a claim of nobody's is gone. */
  private Optional<Finding> obstacle(MemberPod pod, String address) {
    return addresses
        .unfit(pod, address)
        .or(() ->
            addresses
                .claimOf(address)
                .filter(claim -> !isHeldBy(pod, claim))
                .filter(claim -> !released.containsKey(name(claim)) && !claim.isMarkedForDeletion())
                .map(claim -> admission.taken(pod, address, Optional.of(claim))));
  }

  private void giveLowest(MemberPod pod) {
    String subnet = pod.subnet().orElseThrow();
    Optional<String> address = addresses.takeLowest(subnet);
    if (address.isPresent()) {
      create(pod, address.get(), pod.statefulSet());
    } else if (released.values().stream().noneMatch(claim -> addresses.isIn(subnet, claim))) {
      findings.add(new Refusal(pod, admission.full(pod)));
    }
  }

  private void create(MemberPod pod, String address, Optional<AddressKeeper> keeper) {
    AddressClaim claim = NewClaim.of(network, pod, address, keeper);
    addresses.use(claim);
    creations.add(claim);
    holdings.add(new Holding(pod, claim));
  }

  private void hold(MemberPod pod, AddressClaim claim) {
    assigned.add(name(claim));
    holdings.add(new Holding(pod, claim));
    // A StatefulSet made anew takes over the pods of the one before.
    AddressKeeper before = claim.getSpec().keptFor();
    AddressKeeper keeper = pod.statefulSet().orElse(before);
    if (!Objects.equals(keeper, before) || !pod.asHolder().equals(claim.getSpec().holder())) {
      changes.add(new Change(claim, pod.asHolder(), keeper));
    }
  }

  private static boolean waitsForAnAddress(MemberPod pod) {
    return !pod.isEnded() && !pod.isLeaving();
  }

  private static boolean isHeldBy(MemberPod pod, AddressClaim claim) {
    var holder = claim.getSpec().holder();
    return holder != null && holder.uid().equals(pod.uid());
  }

  private static String name(AddressClaim claim) {
    return claim.getMetadata().getName();
  }

  private static boolean isOfSubnet(MemberPod pod, AddressClaim claim) {
    return pod.subnet().filter(claim.getSpec().subnet()::equals).isPresent();
  }

  /** Whether the claim waits for the pod: for the next one of its name of its StatefulSet. */
  private static boolean isKeptFor(MemberPod pod, AddressClaim claim) {
    var holder = claim.getSpec().holder();
    return pod.statefulSet().isPresent()
        && pod.statefulSet().get().equals(claim.getSpec().keptFor())
        && holder != null
        && holder.namespace().equals(pod.key().namespace())
        && holder.name().equals(pod.key().name())
        && !holder.uid().equals(pod.uid());
  }
}
