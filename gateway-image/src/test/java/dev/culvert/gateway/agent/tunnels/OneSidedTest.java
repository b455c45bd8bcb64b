package dev.culvert.gateway.agent.tunnels;

import static dev.culvert.gateway.agent.tunnels.Sample.ID;
import static dev.culvert.gateway.agent.tunnels.Sample.installed;
import static dev.culvert.gateway.agent.tunnels.Sample.tunnel;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.gateway.agent.charon.IkeSa;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelConfig.Initiation;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tunnels whose ends do not both start and answer. */
class OneSidedTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final TunnelConfig INITIATOR_ONLY = tunnel().answersPeer(false).config();

  @Test
  void ikeSaThePeerStarted_isClosedByAnEndThatDoesNotAnswer() {
    var first = decide(holding(INITIATOR_ONLY), INITIATOR_ONLY, NOW, byPeer(1));
    assertThat(first.actions()).isEmpty();
    assertThat(first.wakeAt()).isEqualTo(NOW.plusMillis(500));

    var later = decide(first.memory(), INITIATOR_ONLY, NOW.plusMillis(500), byPeer(1));
    assertThat(closed(later)).containsExactly(1L);
    assertThat(later.actions()).contains(new Action.Initiate(ID, "net"));
  }

  @Test
  void ikeSaThePeerRekeyed_isKept() {
    var own = decide(holding(INITIATOR_ONLY), INITIATOR_ONLY, NOW, byUs(1));

    var rekeyed =
        decide(own.memory().ikeRekeyed(1, 2), INITIATOR_ONLY, NOW.plusSeconds(60), byPeer(2));
    var again =
        decide(rekeyed.memory().ikeRekeyed(2, 3), INITIATOR_ONLY, NOW.plusSeconds(90), byPeer(3));

    assertThat(rekeyed.actions()).isEmpty();
    assertThat(again.actions()).isEmpty();
  }

  @Test
  void rekeyedIkeSa_thatIsListedBeforeItsEvent_isKept() {
    var own = decide(holding(INITIATOR_ONLY), INITIATOR_ONLY, NOW, byUs(1));
    var early = decide(own.memory(), INITIATOR_ONLY, NOW.plusSeconds(60), byUs(1), fresh(2));
    assertThat(early.actions()).isEmpty();

    var after =
        decide(early.memory().ikeRekeyed(1, 2), INITIATOR_ONLY, NOW.plusSeconds(61), byPeer(2));

    assertThat(after.actions()).isEmpty();
  }

  @Test
  void rekeyingOfAnIkeSaThePeerStarted_doesNotMakeItOurs() {
    var first = decide(holding(INITIATOR_ONLY), INITIATOR_ONLY, NOW, byPeer(1));
    var rekeyed =
        decide(first.memory().ikeRekeyed(1, 2), INITIATOR_ONLY, NOW.plusMillis(100), byPeer(2));

    var later = decide(rekeyed.memory(), INITIATOR_ONLY, NOW.plusSeconds(1), byPeer(2));

    assertThat(closed(later)).containsExactly(2L);
  }

  @Test
  void endThatNoLongerAnswers_startsItsOwnIkeSa_beforeItClosesThePeers() {
    var held = tunnel().config();
    var peers = decide(holding(held), held, NOW, byPeer(1));

    var edit = decide(peers.memory(), INITIATOR_ONLY, NOW.plusSeconds(9), byPeer(1));
    assertThat(closed(edit)).isEmpty();
    assertThat(edit.actions()).contains(new Action.Initiate(ID, "net"));

    var after = decide(edit.memory(), INITIATOR_ONLY, NOW.plusSeconds(10), byPeer(1), byUs(2));
    assertThat(closed(after)).containsExactly(1L);
  }

  @Test
  void endThatOnlyAnswers_startsNothingAfterAnEditOrARestart() {
    var held = tunnel().initiation(Initiation.NEVER).config();
    var edited = tunnel().initiation(Initiation.NEVER).keys("v2").config();
    var childEdited =
        tunnel()
            .initiation(Initiation.NEVER)
            .children(Sample.child("net", "10.1.0.0/16", "10.3.0.0/16"))
            .config();

    assertStartsNothing(decide(TunnelMemory.blank(NOW), held, NOW.plusSeconds(60)));
    assertStartsNothing(decide(holding(held), edited, NOW));
    assertStartsNothing(decide(holding(held), childEdited, NOW, byPeer(1)));
  }

  private static void assertStartsNothing(Decision decision) {
    assertThat(decision.actions()).noneMatch(Action.Initiate.class::isInstance);
    assertThat(decision.wakeAt()).isNull();
  }

  private static IkeSa byUs(long id) {
    return Sample.established(id, 60, installed(id, "net", 60));
  }

  private static IkeSa fresh(long id) {
    return Sample.startedByPeer(Sample.established(id, 0));
  }

  private static IkeSa byPeer(long id) {
    return Sample.startedByPeer(byUs(id));
  }

  private static Decision decide(
      TunnelMemory memory, TunnelConfig wanted, Instant now, IkeSa... sas) {
    return TunnelPlanner.wanted(memory, wanted, List.of(sas), now);
  }

  private static TunnelMemory holding(TunnelConfig tunnel) {
    return TunnelMemory.blank(null).holding(tunnel);
  }

  private static List<Long> closed(Decision decision) {
    return decision.actions().stream()
        .filter(Action.TerminateIkeSa.class::isInstance)
        .map(action -> ((Action.TerminateIkeSa) action).id())
        .toList();
  }
}
