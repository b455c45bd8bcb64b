package dev.culvert.gateway.agent.tunnels;

import static dev.culvert.gateway.agent.tunnels.Sample.ID;
import static dev.culvert.gateway.agent.tunnels.Sample.child;
import static dev.culvert.gateway.agent.tunnels.Sample.connecting;
import static dev.culvert.gateway.agent.tunnels.Sample.creatingChild;
import static dev.culvert.gateway.agent.tunnels.Sample.established;
import static dev.culvert.gateway.agent.tunnels.Sample.installed;
import static dev.culvert.gateway.agent.tunnels.Sample.tunnel;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.gateway.agent.charon.IkeSa;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelConfig.Initiation;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TunnelPlannerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final TunnelConfig TUNNEL = tunnel().config();

  @Test
  void newTunnel_isLoadedKeysFirst_andInitiatedAtOnce() {
    var decision = decide(TunnelMemory.blank(null), TUNNEL);

    assertThat(decision.actions())
        .containsExactly(
            new Action.LoadKey("uid-a-v1", Sample.key("v1").key(), "b.link"),
            new Action.LoadConnection(TUNNEL),
            new Action.Initiate(ID, "net"));
  }

  @Test
  void completeTunnel_isLeftAlone() {
    var decision = decide(holding(TUNNEL), TUNNEL, established(1, 60, installed(1, "net", 60)));

    assertThat(decision.actions()).isEmpty();
    assertThat(decision.wakeAt()).isNull();
  }

  @Test
  void newGenerationOfTheSameWish_isHeldWithoutTellingCharon() {
    var wish = tunnel().generation(2).config();

    var decision = decide(holding(TUNNEL), wish, established(1, 60, installed(1, "net", 60)));

    assertThat(decision.actions()).isEmpty();
    assertThat(decision.memory().loaded()).isEqualTo(wish);
  }

  @Test
  void endThatIsExpectedToAnswer_waits15Seconds() {
    var wish = tunnel().initiation(Initiation.AFTER_DELAY).config();

    var first = decide(TunnelMemory.blank(null), wish);
    assertThat(initiations(first)).isEmpty();
    assertThat(first.wakeAt()).isEqualTo(NOW.plusSeconds(15));

    var later = TunnelPlanner.wanted(first.memory(), wish, List.of(), NOW.plusSeconds(15));
    assertThat(initiations(later)).hasSize(1);
  }

  @Test
  void endThatWasRestarted_initiatesAtOnce_whoeverIsExpectedTo() {
    var wish = tunnel().initiation(Initiation.AFTER_DELAY).config();

    assertThat(initiations(decide(TunnelMemory.blank(NOW), wish))).hasSize(1);
  }

  @Test
  void endThatOnlyAnswers_neverInitiates() {
    var wish = tunnel().initiation(Initiation.NEVER).config();

    var decision = decide(TunnelMemory.blank(NOW), wish);

    assertThat(initiations(decision)).isEmpty();
    assertThat(decision.wakeAt()).isNull();
  }

  @Test
  void tunnelWithoutAnAddress_isLoadedButNotInitiated() {
    assertThat(initiations(decide(TunnelMemory.blank(NOW), tunnel().addresses().config())))
        .isEmpty();
  }

  @Test
  void attemptInProgress_isNotDoubled() {
    assertThat(decide(holding(TUNNEL), TUNNEL, connecting(1)).actions()).isEmpty();
    assertThat(decide(holding(TUNNEL), TUNNEL, creatingChild(1)).actions()).isEmpty();
  }

  @Test
  void failedAttempt_isRepeatedAfterAGrowingPause() {
    var first = decide(TunnelMemory.blank(null), TUNNEL);
    assertThat(first.wakeAt()).isEqualTo(NOW.plusMillis(200));

    var early = TunnelPlanner.wanted(first.memory(), TUNNEL, List.of(), NOW.plusMillis(100));
    assertThat(early.actions()).isEmpty();

    var second = TunnelPlanner.wanted(first.memory(), TUNNEL, List.of(), NOW.plusMillis(200));
    assertThat(initiations(second)).hasSize(1);
    assertThat(second.wakeAt()).isEqualTo(NOW.plusMillis(600));
  }

  @Test
  void editDuringAnAttempt_endsIt_andStartsAnother() {
    var wish = tunnel().addresses("192.0.2.3").config();

    var decision = decide(holding(TUNNEL), wish, connecting(7));

    assertThat(closedIkeSas(decision)).containsExactly(7L);
    assertThat(initiations(decision)).hasSize(1);
  }

  @Test
  void changedPrefixes_areNegotiatedFirst_andTheOldChildGoesLast() {
    var wish = tunnel().children(child("net", "10.1.0.0/16", "10.3.0.0/16")).config();
    var old = established(1, 60, installed(1, "net", 60));

    var edit = decide(holding(TUNNEL), wish, old);
    assertThat(edit.actions())
        .containsExactly(new Action.LoadConnection(wish), new Action.Initiate(ID, "net"));

    var both = established(1, 60, installed(1, "net", 60), installed(2, "net", 0));
    var after = TunnelPlanner.wanted(edit.memory(), wish, List.of(both), NOW.plusMillis(30));
    assertThat(closedChildSas(after)).containsExactly(1L);
    assertThat(closedIkeSas(after)).isEmpty();
  }

  @Test
  void changedPrefixes_areNegotiatedByTheAnsweringEndToo() {
    var held = tunnel().initiation(Initiation.AFTER_DELAY).config();
    var wish =
        tunnel()
            .initiation(Initiation.AFTER_DELAY)
            .children(child("net", "10.1.0.0/16", "10.3.0.0/16"))
            .config();

    var decision = decide(holding(held), wish, established(1, 60, installed(1, "net", 60)));

    assertThat(initiations(decision)).hasSize(1);
  }

  @Test
  void prefixesThePeerHasAgreedToAlready_areNotNegotiatedAgain() {
    var held = tunnel().children(child("net", "10.1.0.0/16", "10.0.0.0/8")).config();
    var sa = established(1, 60, installed(1, "net", 60));

    assertThat(decide(holding(held), TUNNEL, sa).actions())
        .containsExactly(new Action.LoadConnection(TUNNEL));
  }

  @Test
  void editOfATunnelThatIsDown_leavesTheInitiatorOneSecond() {
    var held = tunnel().initiation(Initiation.AFTER_DELAY).config();
    var wish = tunnel().initiation(Initiation.AFTER_DELAY).keys("v2").config();

    var decision = decide(holding(held), wish);

    assertThat(initiations(decision)).isEmpty();
    assertThat(decision.wakeAt()).isEqualTo(NOW.plusSeconds(1));
  }

  @Test
  void changeOfOneChild_leavesTheOtherAlone() {
    var other = child("other", "10.1.0.0/16", "10.9.0.0/16");
    var held = tunnel().children(Sample.NET, other).config();
    var wish = tunnel().children(child("net", "10.1.0.0/16", "10.3.0.0/16"), other).config();
    var sa = established(1, 60, installed(1, "net", 60), installed(2, "other", 60));

    var decision = decide(holding(held), wish, sa);

    assertThat(initiations(decision)).containsExactly(new Action.Initiate(ID, "net"));
    assertThat(closedChildSas(decision)).isEmpty();
  }

  @Test
  void removedChild_isClosed() {
    var held = tunnel().children(Sample.NET, child("other", "10.1.0.0/16", "10.9.0.0/16")).config();
    var sa = established(1, 60, installed(1, "net", 60), installed(2, "other", 60));

    var decision = decide(holding(held), TUNNEL, sa);

    assertThat(closedChildSas(decision)).containsExactly(2L);
    assertThat(closedIkeSas(decision)).isEmpty();
  }

  @Test
  void renamedChild_isUnloadedFirst_becauseCharonWouldNotNotice() {
    var wish = tunnel().children(child("lan", "10.1.0.0/16", "10.2.0.0/16")).config();

    var decision = decide(holding(TUNNEL), wish);

    assertThat(decision.actions())
        .startsWith(new Action.UnloadConnection(ID), new Action.LoadConnection(wish));
  }

  @Test
  void changedTimers_areLoaded_andTouchNoSa() {
    var wish = tunnel().dpdSeconds(10).config();

    var decision = decide(holding(TUNNEL), wish, established(1, 60, installed(1, "net", 60)));

    assertThat(decision.actions()).containsExactly(new Action.LoadConnection(wish));
  }

  @Test
  void changedIkeProposals_bringANewIkeSa_andTheOldOneGoesLast() {
    var wish = tunnel().ikeProposals("aes256gcm16-prfsha384-ecp384").config();
    var old = established(1, 60, installed(1, "net", 60));

    var edit = decide(holding(TUNNEL), wish, old);
    assertThat(edit.actions())
        .containsExactly(new Action.LoadConnection(wish), new Action.Initiate(ID, "net"));

    var fresh = established(2, 0, installed(2, "net", 0));
    var after = TunnelPlanner.wanted(edit.memory(), wish, List.of(old, fresh), NOW.plusMillis(30));
    assertThat(closedIkeSas(after)).containsExactly(1L);
  }

  @Test
  void prefixesChangedAfterTimers_bringANewIkeSa_asTheOldOneKnowsNothingOfThem() {
    var timers = tunnel().dpdSeconds(10).config();
    var prefixes =
        tunnel().dpdSeconds(10).children(child("net", "10.1.0.0/16", "10.3.0.0/16")).config();
    var old = established(1, 60, installed(1, "net", 60));
    var memory = decide(holding(TUNNEL), timers, old).memory();

    var edit = decide(memory, prefixes, old);
    var fresh = established(2, 0, installed(2, "net", 0));
    var after = decide(edit.memory(), prefixes, old, fresh);

    assertThat(initiations(edit)).hasSize(1);
    assertThat(closedIkeSas(after)).containsExactly(1L);
  }

  @Test
  void ikeSaOfAnotherPeer_isClosedAtOnce() {
    var wish = tunnel().identities("a.link", "c.link").config();

    var decision = decide(holding(TUNNEL), wish, established(1, 60, installed(1, "net", 60)));

    assertThat(closedIkeSas(decision)).containsExactly(1L);
  }

  @Test
  void rotatedKeys_areLoadedSigningKeyLast_andTheOldOneGoesAfterwards() {
    var wish = tunnel().keys("v3", "v2").config();
    var held = tunnel().keys("v2", "v1").config();

    var decision = decide(holding(held), wish, established(1, 60, installed(1, "net", 60)));

    assertThat(decision.actions())
        .containsExactly(
            new Action.LoadKey("uid-a-v2", Sample.key("v2").key(), "b.link"),
            new Action.LoadKey("uid-a-v3", Sample.key("v3").key(), "b.link"),
            new Action.UnloadKey("uid-a-v1"));
  }

  @Test
  void twoIkeSas_areOneAfterFiveSeconds_theNewestThatCarriesTraffic() {
    var older = established(1, 30, installed(1, "net", 30));
    var newer = established(2, 4, installed(2, "net", 4));
    var early = decide(holding(TUNNEL), TUNNEL, older, newer);
    assertThat(early.actions()).isEmpty();
    assertThat(early.wakeAt()).isEqualTo(NOW.plusSeconds(1));

    var empty = established(3, 5);
    var due =
        decide(holding(TUNNEL), TUNNEL, older, established(2, 5, installed(2, "net", 5)), empty);
    assertThat(closedIkeSas(due)).containsExactlyInAnyOrder(1L, 3L);
  }

  @Test
  void oneOfTwoIkeSas_takesItsOwnChildSasAlone_inWhateverOrderTheyCameUp() {
    var older = established(1, 6, installed(2, "net", 6));
    var newer = established(2, 6, installed(1, "net", 6));

    var decision = decide(holding(TUNNEL), TUNNEL, older, newer);

    assertThat(closedIkeSas(decision)).containsExactly(1L);
    assertThat(closedChildSas(decision)).isEmpty();
  }

  @Test
  void ofTwoIkeSas_theOneStays_thatCarriesMoreOfTheTunnel() {
    var wish =
        tunnel()
            .children(
                child("one", "10.1.0.0/16", "10.2.0.0/16"),
                child("two", "10.1.0.0/16", "10.3.0.0/16"))
            .config();
    var whole = established(1, 30, installed(1, "one", 30), installed(2, "two", 30));
    var half = established(2, 6, installed(3, "one", 6));

    assertThat(closedIkeSas(decide(holding(wish), wish, whole, half))).containsExactly(2L);
  }

  @Test
  void twoIkeSas_areLeftToTheLowerIdentitysEnd() {
    var wish = tunnel().identities("z.link", "b.link").config();
    var one = with("z.link", established(1, 30, installed(1, "net", 30)));
    var other = with("z.link", established(2, 20, installed(2, "net", 20)));

    assertThat(decide(holding(wish), wish, one, other).actions()).isEmpty();
  }

  @Test
  void twoChildSasOfOneName_areOneAfterFiveSeconds() {
    var sa = established(1, 60, installed(1, "net", 40), installed(2, "net", 5));

    assertThat(closedChildSas(decide(holding(TUNNEL), TUNNEL, sa))).containsExactly(1L);
  }

  @Test
  void rekeyedChildSa_thatIsStillListed_isNoDuplicate() {
    var sa =
        established(
            1, 60, child(1, "net", "DELETED", 60, 0, 0), child(2, "net", "INSTALLED", 1, 0, 0));

    assertThat(decide(holding(TUNNEL), TUNNEL, sa).actions()).isEmpty();
  }

  @Test
  void attemptBesideACompleteTunnel_endsAfterTwoSeconds() {
    var complete = established(1, 60, installed(1, "net", 60));
    var first = decide(holding(TUNNEL), TUNNEL, complete, connecting(2));
    assertThat(first.actions()).isEmpty();
    assertThat(first.wakeAt()).isEqualTo(NOW.plusSeconds(2));

    var later =
        TunnelPlanner.wanted(
            first.memory(), TUNNEL, List.of(complete, connecting(2)), NOW.plusSeconds(2));
    assertThat(closedIkeSas(later)).containsExactly(2L);
  }

  @Test
  void childSaThePeerClosed_isInitiatedAgain() {
    assertThat(initiations(decide(holding(TUNNEL), TUNNEL, established(1, 60)))).hasSize(1);
  }

  @Test
  void unwantedTunnel_isClosedBeforeItIsUnloaded() {
    var decision =
        TunnelPlanner.unwanted(
            holding(TUNNEL), List.of(established(1, 60, installed(1, "net", 60))));

    assertThat(decision.actions())
        .containsExactly(
            new Action.TerminateIkeSa(ID, 1, "the tunnel is gone"),
            new Action.UnloadConnection(ID),
            new Action.UnloadKey("uid-a-v1"));
    assertThat(decision.memory().loaded()).isNull();
  }

  @Test
  void unwantedTunnel_thatThePeerBroughtUpAgainMeanwhile_isClosedAgain() {
    var gone = TunnelPlanner.unwanted(holding(TUNNEL), List.of()).memory();

    assertThat(closedIkeSas(TunnelPlanner.unwanted(gone, List.of(established(2, 0)))))
        .containsExactly(2L);
  }

  @Test
  void wishThatCharonRefused_isNotSentAgainUntilItChanges() {
    var bad = tunnel().ikeProposals("nonsense").config();
    var memory = holding(TUNNEL).refusing(bad, TUNNEL);

    assertThat(decide(memory, bad, established(1, 60, installed(1, "net", 60))).actions())
        .isEmpty();
    assertThat(decide(memory, tunnel().dpdSeconds(9).config()).actions()).isNotEmpty();
  }

  @Test
  void outdatedSas_areRememberedThroughRekeyings() {
    var wish = tunnel().children(child("net", "10.1.0.0/16", "10.3.0.0/16")).config();
    var edit = decide(holding(TUNNEL), wish, established(1, 60, installed(1, "net", 60)));

    var rekeyed = edit.memory().childRekeyed(1, 5);

    assertThat(rekeyed.marks().outdatedChildSas()).contains(5L);
    assertThat(
            TunnelPlanner.wanted(
                    rekeyed,
                    wish,
                    List.of(established(1, 60, installed(5, "net", 0))),
                    NOW.plus(Duration.ofMinutes(1)))
                .actions())
        .contains(new Action.Initiate(ID, "net"));
  }

  private static Decision decide(TunnelMemory memory, TunnelConfig wanted, IkeSa... sas) {
    return TunnelPlanner.wanted(memory, wanted, List.of(sas), NOW);
  }

  private static TunnelMemory holding(TunnelConfig tunnel) {
    return TunnelMemory.blank(null).holding(tunnel);
  }

  private static IkeSa with(String localIdentity, IkeSa sa) {
    return new IkeSa(
        sa.id(),
        sa.connection(),
        sa.state(),
        sa.initiator(),
        localIdentity,
        sa.remoteIdentity(),
        sa.remoteAddress(),
        sa.remotePort(),
        sa.establishedSeconds(),
        sa.creatingChild(),
        sa.children());
  }

  private static List<Action> initiations(Decision decision) {
    return decision.actions().stream().filter(Action.Initiate.class::isInstance).toList();
  }

  private static Set<Long> closedIkeSas(Decision decision) {
    return decision.actions().stream()
        .filter(Action.TerminateIkeSa.class::isInstance)
        .map(action -> ((Action.TerminateIkeSa) action).id())
        .collect(Collectors.toSet());
  }

  private static Set<Long> closedChildSas(Decision decision) {
    return decision.actions().stream()
        .filter(Action.TerminateChildSa.class::isInstance)
        .map(action -> ((Action.TerminateChildSa) action).id())
        .collect(Collectors.toSet());
  }
}
