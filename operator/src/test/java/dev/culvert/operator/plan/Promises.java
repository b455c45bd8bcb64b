package dev.culvert.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.crds.v1alpha1.Sku;
import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelConfig.Initiation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What holds in every world, whatever its objects say. */
final class Promises {
  private Promises() {}

  static void assertKept(World world) {
    Map<NetworkKey, NetworkPlan> plans = world.plans();
    plans.forEach((key, plan) -> {
      assertThat(plan.config().isPresent()).isEqualTo(plan.gateway().isPresent());
      plan.config().ifPresent(Promises::assertNothingOverlaps);
      plan.config()
          .ifPresent(config -> assertThat(config.tunnels().size()).isLessThanOrEqualTo(most(plan)));
      assertPlanningAgainChangesNothing(world, key, plan);
      plan.connections().forEach(Promises::assertNothingIsShownBeforeConsent);
    });
    assertEndsMirrorEachOther(plans);
  }

  /** Rule 2: a gateway's own space and every remote one are disjoint. */
  private static void assertNothingOverlaps(GatewayConfig config) {
    List<String> texts = new ArrayList<>(config.addressSpace());
    config
        .tunnels()
        .forEach(t ->
            t.children().stream()
                .flatMap(c -> c.remotePrefixes().stream())
                .distinct()
                .forEach(texts::add));
    List<Prefix> prefixes = Prefix.all(texts);
    for (int i = 0; i < prefixes.size(); i++) {
      for (int j = 0; j < i; j++) {
        assertThat(prefixes.get(i).overlaps(prefixes.get(j)))
            .as("%s and %s of %s", prefixes.get(i), prefixes.get(j), config.gateway())
            .isFalse();
      }
    }
  }

  /** Rule 3. */
  private static int most(NetworkPlan plan) {
    return plan.gateway().orElseThrow().gateway().sku() == Sku.HIGH_PERFORMANCE ? 30 : 10;
  }

  private static void assertPlanningAgainChangesNothing(
      World world, NetworkKey key, NetworkPlan plan) {
    NetworkInput input = world.input(key);
    NetworkPlan again =
        NetworkPlanner.plan(
            new NetworkInput(
                input.network(),
                input.connections(),
                input.peers(),
                input.sites(),
                plan.config().map(c -> new Carried(c, plan.gateway().orElseThrow().gateway())),
                input.linkKeys(),
                input.keySecrets(),
                input.address(),
                input.published(),
                input.allowed()));
    assertThat(again.config()).isEqualTo(plan.config());
    assertThat(again.findings()).isEqualTo(plan.findings());
    assertThat(again.connections())
        .usingElementComparator((a, b) -> says(a).equals(says(b)) ? 0 : 1)
        .containsExactlyInAnyOrderElementsOf(plan.connections());
  }

  private static List<?> says(ConnectionPlan plan) {
    return List.of(
        plan.uid(),
        plan.unaccepted(),
        plan.unresolved(),
        plan.waiting(),
        plan.ends(),
        plan.tunnel());
  }

  /** Rule 11: a plan without consent holds nothing of the other side. */
  private static void assertNothingIsShownBeforeConsent(ConnectionPlan plan) {
    boolean missing =
        plan.waiting().filter(f -> f.reason().equals(Reasons.PEER_CONNECTION_MISSING)).isPresent();
    if (missing) {
      assertThat(plan.ends()).isEmpty();
      assertThat(plan.tunnel()).isEmpty();
    }
  }

  /** Where the modes leave it open, one end starts at once and the other one waits for it. */
  private static void assertStartIsAgreed(TunnelConfig one, TunnelConfig other) {
    List<Initiation> both = List.of(one.initiation(), other.initiation());
    if (!both.contains(Initiation.NEVER)) {
      assertThat(both).containsExactlyInAnyOrder(Initiation.AT_ONCE, Initiation.AFTER_DELAY);
      assertThat(one.initiation() == Initiation.AT_ONCE)
          .as("the lower id initiates at once")
          .isEqualTo(one.id().compareTo(other.id()) < 0);
    }
  }

  private static void assertEndsMirrorEachOther(Map<NetworkKey, NetworkPlan> plans) {
    List<TunnelConfig> tunnels =
        plans.values().stream()
            .flatMap(p -> p.config().stream())
            .flatMap(c -> c.tunnels().stream())
            .toList();
    for (TunnelConfig one : tunnels) {
      for (TunnelConfig other : tunnels) {
        if (one.remoteIdentity().equals(other.localIdentity())) {
          assertThat(other.remoteIdentity()).isEqualTo(one.localIdentity());
          assertThat(other.keys()).isEqualTo(one.keys());
          assertThat(other.ikeProposals()).isEqualTo(one.ikeProposals());
          assertThat(other.espProposals()).isEqualTo(one.espProposals());
          assertStartIsAgreed(one, other);
        }
      }
    }
  }
}
