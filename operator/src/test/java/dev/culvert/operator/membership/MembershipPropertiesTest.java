package dev.culvert.operator.membership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.AddressKeeper;
import dev.culvert.crds.v1alpha1.DnsServer;
import dev.culvert.crds.v1alpha1.Subnet;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.crds.v1alpha1.VirtualNetworkSpec;
import dev.culvert.operator.plan.Given;
import dev.culvert.operator.plan.NetworkKey;
import dev.culvert.operator.plan.NetworkPlan;
import dev.culvert.operator.plan.Prefix;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

/** Whatever pods come and go, addresses are given as rule 8 says, and the plan comes to rest. */
class MembershipPropertiesTest {
  private static final NetworkInForce NETWORK = network();
  private static final Map<String, Prefix> SUBNETS = NETWORK.subnets();

  /** Pods of one moment, by name; which pod of the name it is. */
  record Step(Map<String, MemberPod> pods, boolean lapse) {}

  @Property(tries = 300)
  void everyStep_keepsThePromises(@ForAll @Size(max = 6) List<@From("steps") Step> steps) {
    Map<String, AddressClaim> claims = new HashMap<>();
    for (Step step : steps) {
      carryOut(step, claims);
    }
  }

  private static void carryOut(Step step, Map<String, AddressClaim> claims) {
    for (int round = 0; round < 6; round++) {
      MembershipInput input = input(step, claims);
      MembershipPlan plan = MembershipPlanner.plan(input);
      assertThat(MembershipPlanner.plan(input).toString()).isEqualTo(plan.toString());
      promises(plan, claims);
      plan.releases().forEach(claim -> claims.remove(claim.getMetadata().getName()));
      plan.changes()
          .forEach(change ->
              change
                  .claim()
                  .setSpec(change.claim().getSpec().heldBy(change.holder(), change.keeper())));
      plan.creations().forEach(claim -> claims.put(claim.getMetadata().getName(), stored(claim)));
    }
    MembershipPlan rest = MembershipPlanner.plan(input(step, claims));
    assertThat(rest.creations()).isEmpty();
    assertThat(rest.changes()).isEmpty();
    assertThat(rest.releases()).isEmpty();
    assertThat(rest.holdings())
        .as("who waits for ever")
        .hasSizeGreaterThanOrEqualTo(
            (int) step.pods().values().stream().filter(p -> !p.isEnded() && !p.isLeaving()).count()
                - rest.findings().size());
    assertThat(Set.copyOf(claims.values().stream().map(c -> c.getSpec().address()).toList()))
        .hasSameSizeAs(claims.values());
  }

  private static void promises(MembershipPlan plan, Map<String, AddressClaim> before) {
    Set<String> used = new HashSet<>();
    before.values().forEach(claim -> used.add(claim.getSpec().address()));
    for (AddressClaim claim : plan.creations()) {
      String address = claim.getSpec().address();
      assertThat(used.add(address)).as("%s is given once", address).isTrue();
      Prefix subnet = SUBNETS.get(claim.getSpec().subnet());
      assertThat(subnet.offsetOf(address)).isPresent();
      assertThat((long) subnet.offsetOf(address).getAsInt()).isBetween(4L, subnet.size() - 2);
      if (address.equals("10.1.1.5")) {
        assertThat(claim.getSpec().holder().name()).startsWith("dns");
      }
    }
    Map<String, Integer> held = new HashMap<>();
    plan.holdings().forEach(holding -> held.merge(holding.pod().uid(), 1, Integer::sum));
    assertThat(held.values()).allMatch(count -> count == 1);
    SUBNETS.forEach((name, prefix) ->
        assertThat(used.stream().filter(a -> prefix.offsetOf(a).isPresent()).count())
            .isLessThanOrEqualTo(prefix.size() - 5));
  }

  private static MembershipInput input(Step step, Map<String, AddressClaim> claims) {
    return new MembershipInput(
        NETWORK.key(),
        Optional.of(NETWORK),
        List.copyOf(step.pods().values()),
        Optional.empty(),
        List.copyOf(claims.values()),
        Set.of(),
        step.lapse()
            ? Set.copyOf(claims.values().stream().map(c -> c.getMetadata().getUid()).toList())
            : Set.of(),
        Map.of(),
        Set.of("10.1.1.4", "10.1.2.6"));
  }

  private static AddressClaim stored(AddressClaim claim) {
    claim.setMetadata(
        new ObjectMetaBuilder(claim.getMetadata())
            .withUid(claim.getMetadata().getName())
            .withCreationTimestamp("2026-01-02T03:04:05Z")
            .build());
    return claim;
  }

  @Provide
  static Arbitrary<Step> steps() {
    Arbitrary<Map<String, MemberPod>> pods =
        pod()
            .list()
            .ofMaxSize(12)
            .map(list -> {
              Map<String, MemberPod> byName = new HashMap<>();
              list.forEach(pod -> byName.put(pod.key().name(), pod));
              return byName;
            });
    return Combinators.combine(pods, Arbitraries.of(false, false, true)).as(Step::new);
  }

  private static Arbitrary<MemberPod> pod() {
    List<String> names = new ArrayList<>(List.of("dns-0", "web-0", "web-1", "web-2"));
    List.of("a", "b", "c", "d", "e", "f", "g", "h").forEach(names::add);
    return Combinators.combine(
            Arbitraries.of(names),
            Arbitraries.integers().between(1, 3),
            Arbitraries.of("frontend", "small", "small"),
            Arbitraries.of("", "", "", "10.1.1.4", "10.1.1.5", "10.1.1.6", "10.1.2.7", "10.1.2.5"),
            Arbitraries.of("Running", "Running", "Leaving", "Failed"))
        .as(MembershipPropertiesTest::pod);
  }

  private static MemberPod pod(
      String name, int incarnation, String subnet, String address, String phase) {
    return new MemberPod(
        new NetworkKey("team", name),
        name + "-" + incarnation,
        "2026-01-02T03:04:0" + incarnation + "Z",
        NETWORK.key(),
        Optional.of(subnet),
        Optional.of(address).filter(a -> !a.isEmpty()),
        name.startsWith("dns") ? Optional.of("dns1") : Optional.empty(),
        name.startsWith("web")
            ? Optional.of(new AddressKeeper(AddressKeeper.STATEFUL_SET, "team", "web", "uid"))
            : Optional.empty(),
        Optional.empty(),
        false,
        phase.equals("Failed"),
        phase.equals("Leaving"),
        false,
        Optional.empty());
  }

  private static NetworkInForce network() {
    VirtualNetwork network = Given.network("vnet1", null, "10.1.0.0/16");
    network.setSpec(
        new VirtualNetworkSpec(
            "china-north",
            List.of("10.1.0.0/16"),
            List.of(new Subnet("frontend", "10.1.1.0/28"), new Subnet("small", "10.1.2.0/29")),
            null,
            List.of(new DnsServer("dns1", "10.1.1.5")),
            null));
    return NetworkInForce.of(
        network,
        new NetworkPlan(List.of(), Optional.empty(), Optional.empty(), List.of()),
        OptionalInt.of(7));
  }
}
