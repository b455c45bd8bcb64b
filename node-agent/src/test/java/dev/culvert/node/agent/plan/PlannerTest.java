package dev.culvert.node.agent.plan;

import static dev.culvert.node.agent.plan.Samples.claim;
import static dev.culvert.node.agent.plan.Samples.in;
import static dev.culvert.node.agent.plan.Samples.sandbox;
import static dev.culvert.node.agent.plan.Samples.segment;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.crds.v1alpha1.AddressClaimStatus;
import dev.culvert.crds.v1alpha1.Condition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PlannerTest {
  private static final Map<String, String> NODES =
      Map.of("one", "192.0.2.1", "two", "192.0.2.2", "three", "192.0.2.3");

  private static NodePlan plan(
      Collection<Segment> segments, Collection<Claim> claims, Collection<Sandbox> sandboxes) {
    return plan(segments, claims, sandboxes, NodePlan.NONE);
  }

  private static NodePlan plan(
      Collection<Segment> segments,
      Collection<Claim> claims,
      Collection<Sandbox> sandboxes,
      NodePlan former) {
    return new Planner("one").plan(segments, claims, List.of(), NODES, sandboxes, former);
  }

  @Test
  void memberOfThisNode_isAttached_andOthersAreReachedOnTheirs() {
    var own = claim(7, 4, "one");
    var plan =
        plan(
            List.of(segment(7)),
            List.of(own, claim(7, 5, "two"), claim(7, 6, "two"), claim(7, 8, null)),
            List.of(sandbox(4)));

    assertThat(plan.members()).containsOnlyKeys(own);
    assertThat(plan.members().get(own))
        .isEqualTo(
            new Attachment(
                "/run/netns/cni-4",
                7,
                "10.1.0.4",
                "02:07:0a:01:00:04",
                false,
                segment(7).localRoutes(),
                "10.1.255.228",
                segment(7).remoteRoutes(),
                segment(7).clusterRanges()));
    assertThat(plan.devices().get(7))
        .containsExactlyInAnyOrder(
            new ForwardingEntry("02:07:0a:01:00:05", "192.0.2.2"),
            new ForwardingEntry("02:07:0a:01:00:06", "192.0.2.2"),
            new ForwardingEntry(ForwardingEntry.EVERYBODY, "192.0.2.2"));
    assertThat(plan.peers()).containsExactly("192.0.2.2", "192.0.2.3");
  }

  @Test
  void networkWithoutMemberHere_needsNoDevice_butIsKnown() {
    var plan = plan(List.of(segment(7), segment(8)), List.of(claim(8, 5, "two")), List.of());

    assertThat(plan.devices()).isEmpty();
    assertThat(plan.segments()).containsExactly(7, 8);
  }

  @Test
  void device_comesBeforeTheSandbox() {
    var pending = claim(7, 4, "one");
    var plan = plan(List.of(segment(7)), List.of(pending), List.of());

    assertThat(plan.devices()).containsOnlyKeys(7);
    assertThat(plan.waiting()).containsExactly(Map.entry(pending, Waiting.FOR_SANDBOX));
  }

  @Test
  void claimOfUnknownNetwork_waits() {
    var early = claim(7, 4, "one");
    var plan = plan(List.of(), List.of(early), List.of(sandbox(4)));

    assertThat(plan.waiting()).containsExactly(Map.entry(early, Waiting.FOR_SEGMENT));
    assertThat(plan.members()).isEmpty();
  }

  @Test
  void podWhoseSandboxIsHere_isHere_beforeTheClaimSaysSo() {
    var unsaid = claim(7, 4, null);

    assertThat(plan(List.of(segment(7)), List.of(unsaid), List.of(sandbox(4))).members())
        .containsOnlyKeys(unsaid);
  }

  @Test
  void sandboxMadeAnew_goesBeforeTheFormerOne() {
    var own = claim(7, 4, "one");
    var anew = new Sandbox("p4", "team-a/pod-4", "/run/netns/cni-anew", 2000);

    assertThat(
            plan(List.of(segment(7)), List.of(own), List.of(anew, sandbox(4))).members().get(own))
        .extracting(Attachment::netns)
        .isEqualTo("/run/netns/cni-anew");
  }

  @Test
  void podThatChangesItsNetwork_isOnTheNewOne_onceTheOperatorHasReleasedTheFormerClaim() {
    var former = claim(7, 4, "p4", "one", "2026-11-26T10:00:00Z");
    var latter = of("team-a/pod-4", claim(8, 5, "p4", "one", "2026-11-26T10:00:01Z"));
    var segments = List.of(segment(7), segment(8));

    assertThat(plan(segments, List.of(latter, former), List.of(sandbox(4))).members())
        .containsOnlyKeys(former);
    assertThat(plan(segments, List.of(latter), List.of(sandbox(4))).members())
        .containsOnlyKeys(latter);
  }

  /** Times have whole seconds: a claim of the same second may come before by its name. */
  @Test
  void podKeepsTheClaimItHas_whateverOtherClaimNamesIt() {
    var own = claim(8, 4, "p4", "one", "2026-11-26T10:00:01Z");
    var segments = List.of(segment(7), segment(8));
    var plan = plan(segments, List.of(own), List.of(sandbox(4)));
    var other = claim(7, 4, "p4", "one", "2026-11-26T10:00:01Z");
    var older = claim(7, 5, "p4", "one", "2026-11-26T10:00:00Z");
    var newer = claim(7, 6, "p4", "one", "2026-11-26T10:00:02Z");

    var next =
        plan(
            segments,
            List.of(other, of("team-a/pod-4", older), of("team-a/pod-4", newer), own),
            List.of(sandbox(4)),
            plan);

    assertThat(next.members()).containsOnlyKeys(own);
  }

  /** An agent that has just started knows by what the claims' statuses say. */
  @Test
  void podKeepsTheClaimItHas_alsoWhenItsAgentStartsAnew() {
    var own = saidToBeAttached(claim(8, 4, "p4", "one", "2026-11-26T10:00:01Z"));
    var other = claim(7, 4, "p4", "one", "2026-11-26T10:00:01Z");

    assertThat(
            plan(List.of(segment(7), segment(8)), List.of(other, own), List.of(sandbox(4)))
                .members())
        .containsOnlyKeys(own);
  }

  @Test
  void claimInAnotherNamespaceThanItsNetworks_putsNobodyOnIt_andLeadsNoFramesAstray() {
    var own = claim(8, 4, "one");
    var intruder = in("team-b", claim(7, 4, "p4", "one", "2026-11-26T09:00:00Z"));
    var elsewhere = in("team-b", claim(8, 9, "two"));

    var plan =
        plan(
            List.of(segment(7), segment(8)),
            List.of(intruder, elsewhere, own),
            List.of(sandbox(4)));

    assertThat(plan.members()).containsOnlyKeys(own);
    assertThat(plan.waiting()).containsExactly(Map.entry(intruder, Waiting.OF_ANOTHER_NAMESPACE));
    assertThat(plan.devices()).isEqualTo(Map.of(8, Set.of()));
  }

  @Test
  void claimOfAPodByAnotherName_putsItOnNoNetwork() {
    var own = claim(8, 4, "one");
    var intruder = of("team-a/other", claim(7, 5, "p4", "one", "2026-11-26T09:00:00Z"));

    var plan = plan(List.of(segment(7), segment(8)), List.of(intruder, own), List.of(sandbox(4)));

    assertThat(plan.members()).containsOnlyKeys(own);
    assertThat(plan.waiting()).containsExactly(Map.entry(intruder, Waiting.OF_ANOTHER_POD));
    assertThat(plan.devices()).containsOnlyKeys(8);
  }

  @Test
  void whatCannotBeRead_unsettlesItsOwnNetworkAlone() {
    var doubts =
        List.of(
            new Doubt("team-a", "n7", 0),
            new Doubt("team-b", "n8", 0),
            new Doubt("team-b", "unknown", 0),
            new Doubt("team-a", "n9", 9));

    var plan =
        new Planner("one")
            .plan(
                List.of(segment(7), segment(8)),
                List.of(),
                doubts,
                NODES,
                List.of(),
                NodePlan.NONE);

    assertThat(plan.unsettled()).containsExactly(7, 9);
  }

  /** The interface of a pod whose namespace is not found may be in any of those that are there. */
  @Test
  void interfacesThatMayYetBePlanned_areExpected_andThoseOfRefusedClaimsAreNot() {
    var plan =
        new Planner("one")
            .plan(
                List.of(segment(7)),
                List.of(
                    claim(7, 4, "one"),
                    claim(8, 5, "one"),
                    in("team-b", claim(7, 6, "one")),
                    claim(7, 9, "two")),
                List.of(new Doubt("team-a", "n7", 0)),
                NODES,
                List.of(),
                NodePlan.NONE);

    assertThat(plan.expectedMacs())
        .containsExactlyInAnyOrder("02:??:0a:01:00:04", "02:??:0a:01:00:05", "02:07:??:??:??:??");
  }

  private static Claim of(String pod, Claim claim) {
    return with(claim, pod, claim.gateway(), claim.status());
  }

  private static Claim saidToBeAttached(Claim claim) {
    var attached =
        new Condition("Attached", "True", 1L, "2026-11-26T10:00:02Z", "Attached", "It is.");
    return with(
        claim, claim.pod(), null, new AddressClaimStatus(claim.podUid(), "one", List.of(attached)));
  }

  @Test
  void nextPodOfAGateway_hasTheClaimOfTheOneThatIsGone_beforeTheClaimSaysSo() {
    var claim = gatewayClaim(200, "former", "one");
    var next = gatewayPod("next", "gateways/gw-a-5c9f-x2k4d", 2000);

    assertThat(netns(claim, List.of(next))).containsExactly("/run/netns/next");
    assertThat(netns(claim, List.of(next, gatewayPod("former", "gateways/gw-a-5c9f-aaaaa", 1000))))
        .containsExactly("/run/netns/former");
    assertThat(netns(claim, List.of(gatewayPod("next", "team-a/gw-a-5c9f-x2k4d", 2000)))).isEmpty();
    assertThat(netns(claim, List.of(gatewayPod("next", "gateways/gw-ab-5c9f-x2k4d", 2000))))
        .isEmpty();
    assertThat(netns(gatewayClaim(200, "former", "two"), List.of(next))).isEmpty();
  }

  @Test
  void nextPodOfAGateway_thatHasAClaimOfItsOwn_getsNoOther() {
    var former = gatewayClaim(200, "former", "one");
    var own = gatewayClaim(201, "next", "one");
    var next = gatewayPod("next", "gateways/gw-a-5c9f-x2k4d", 2000);

    var plan = plan(List.of(segment(7)), List.of(former, own), List.of(next));

    assertThat(plan.members()).containsOnlyKeys(own);
    assertThat(plan.waiting()).containsOnlyKeys(former);
  }

  private static List<String> netns(Claim claim, List<Sandbox> sandboxes) {
    return plan(List.of(segment(7)), List.of(claim), sandboxes).members().values().stream()
        .map(Attachment::netns)
        .toList();
  }

  private static Claim gatewayClaim(int number, String pod, String node) {
    return with(
        claim(7, number, pod, node, "2026-11-26T10:00:00Z"),
        "gateways/gw-a-5c9f-" + (pod.equals("next") ? "x2k4d" : "aaaaa"),
        "gateways/gw-a",
        null);
  }

  private static Claim with(
      Claim claim, String pod, @Nullable String gateway, @Nullable AddressClaimStatus status) {
    return new Claim(
        claim.namespace(),
        claim.name(),
        claim.uid(),
        claim.generation(),
        claim.created(),
        claim.networkUid(),
        claim.address(),
        claim.podUid(),
        pod,
        claim.node(),
        gateway,
        status);
  }

  private static Sandbox gatewayPod(String uid, String name, long since) {
    return new Sandbox(uid, name, "/run/netns/" + uid, since);
  }

  @Test
  void nodeOfUnknownAddress_getsNoEntry() {
    var plan =
        plan(
            List.of(segment(7)),
            List.of(claim(7, 4, "one"), claim(7, 5, "four")),
            List.of(sandbox(4)));

    assertThat(plan.devices().get(7)).isEmpty();
  }

  /** Whatever comes in whatever order, no namespace is in two networks, and no entry leads here. */
  @Property
  void plan_isTheSameForEachOrder_andMixesNoNetworks(
      @ForAll @Size(max = 12) List<@IntRange(min = 1, max = 3) Integer> networks,
      @ForAll @IntRange(max = 2) int known,
      @ForAll Random random) {
    var names = List.of("one", "two", "four");
    var claims = new ArrayList<Claim>();
    var sandboxes = new ArrayList<Sandbox>();
    for (int number = 0; number < networks.size(); number++) {
      claims.add(claim(networks.get(number), 4 + number, names.get(random.nextInt(3))));
      if (random.nextBoolean()) {
        sandboxes.add(sandbox(4 + number));
      }
    }
    var segments = new ArrayList<>(List.of(segment(1), segment(2), segment(3)).subList(0, known));
    var plan = plan(segments, claims, sandboxes);

    Collections.shuffle(claims, random);
    Collections.shuffle(sandboxes, random);
    Collections.shuffle(segments, random);
    assertThat(plan(segments, claims, sandboxes)).isEqualTo(plan);
    assertThat(plan.members().values()).extracting(Attachment::netns).doesNotHaveDuplicates();
    plan.members()
        .forEach((claim, attachment) -> {
          assertThat("n" + attachment.vni()).isEqualTo(claim.networkUid());
          assertThat(plan.devices()).containsKey(attachment.vni());
        });
    plan.devices()
        .forEach((vni, entries) -> {
          assertThat(entries).extracting(ForwardingEntry::node).doesNotContain("192.0.2.1");
          for (var entry : entries) {
            assertThat(claims)
                .anyMatch(claim ->
                    claim.networkUid().equals("n" + vni)
                        && entry.node().equals(NODES.get(claim.node()))
                        && (entry.mac().equals(MacAddress.of(vni, claim.address()))
                            || entry.mac().equals(ForwardingEntry.EVERYBODY)));
          }
        });
    var local = claims.stream().filter(claim -> "one".equals(claim.node())).count();
    assertThat(plan.members().size() + plan.waiting().size()).isEqualTo((int) local);
    assertThat(new HashMap<>(plan.members()))
        .doesNotContainKeys(plan.waiting().keySet().toArray(Claim[]::new));
  }
}
