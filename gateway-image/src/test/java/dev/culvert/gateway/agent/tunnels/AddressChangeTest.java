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

/** The addresses a tunnel dials change, by an edit or because its peer's name stands for others. */
class AddressChangeTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final TunnelConfig FORMER = tunnel().addresses("192.0.2.2").config();
  private static final TunnelConfig CHANGED = tunnel().addresses("192.0.2.3").config();

  @Test
  void newIkeSaComesFirst_andTheOldGoesOnceTheNewOneCarriesEverything() {
    var old = at("192.0.2.2", 4500, 1);

    var edit = decide(holding(FORMER), CHANGED, old);
    assertThat(edit.actions())
        .containsExactly(new Action.LoadConnection(CHANGED), new Action.Initiate(ID, "net"));

    var half = Sample.established(2, 0);
    assertThat(closed(decide(edit.memory(), CHANGED, old, half))).isEmpty();

    var after = decide(edit.memory(), CHANGED, old, at("192.0.2.3", 4500, 2));
    assertThat(closed(after)).containsExactly(1L);
  }

  @Test
  void changedPort_isAChangeOfAddress() {
    var wish = tunnel().addresses("192.0.2.2").port(31500).config();

    var edit = decide(holding(FORMER), wish, at("192.0.2.2", 4500, 1));
    assertThat(edit.actions()).contains(new Action.Initiate(ID, "net"));
    assertThat(
            closed(
                decide(edit.memory(), wish, at("192.0.2.2", 4500, 1), at("192.0.2.2", 31500, 2))))
        .containsExactly(1L);
  }

  @Test
  void port4500InsteadOf500_isWhereTheIkeSaIsAlready() {
    var wish = tunnel().addresses("192.0.2.2").port(4500).config();

    assertThat(decide(holding(FORMER), wish, at("192.0.2.2", 4500, 1)).actions())
        .containsExactly(new Action.LoadConnection(wish));
  }

  @Test
  void peerSeenFromAnotherSource_isLeftAlone() {
    for (var elsewhere : List.of(at("198.51.100.7", 4500, 1), at("192.0.2.2", 61234, 1))) {
      assertThat(decide(holding(FORMER), CHANGED, elsewhere).actions())
          .containsExactly(new Action.LoadConnection(CHANGED));
    }
  }

  @Test
  void addressThatIsOnlyAdded_leavesTheIkeSaAlone() {
    var wish = tunnel().addresses("192.0.2.2", "192.0.2.3").config();

    assertThat(decide(holding(FORMER), wish, at("192.0.2.2", 4500, 1)).actions())
        .containsExactly(new Action.LoadConnection(wish));
  }

  @Test
  void addressThatComesBack_keepsItsIkeSa() {
    var old = at("192.0.2.2", 4500, 1);
    var away = decide(holding(FORMER), CHANGED, old);

    var back = decide(away.memory(), FORMER, old);

    assertThat(back.actions()).containsExactly(new Action.LoadConnection(FORMER));
    assertThat(decide(back.memory(), FORMER, old).actions()).isEmpty();
  }

  @Test
  void ikeSaThatIsRekeyedMeanwhile_goesAllTheSame() {
    var edit = decide(holding(FORMER), CHANGED, at("192.0.2.2", 4500, 1));

    var after =
        decide(
            edit.memory().ikeRekeyed(1, 5),
            CHANGED,
            at("192.0.2.2", 4500, 5),
            at("192.0.2.3", 4500, 2));

    assertThat(closed(after)).containsExactly(5L);
  }

  @Test
  void endThatOnlyAnswers_keepsTheOldIkeSa_untilThePeerStartsANewOne() {
    var held = tunnel().addresses("192.0.2.2").initiation(Initiation.NEVER).config();
    var wish = tunnel().addresses("192.0.2.3").initiation(Initiation.NEVER).config();

    var edit = decide(holding(held), wish, at("192.0.2.2", 4500, 1));
    assertThat(edit.actions()).containsExactly(new Action.LoadConnection(wish));
    assertThat(
            closed(decide(edit.memory(), wish, at("192.0.2.2", 4500, 1), at("192.0.2.3", 4500, 2))))
        .containsExactly(1L);
  }

  private static IkeSa at(String address, int port, long id) {
    return Sample.from(address, port, Sample.established(id, 60, installed(id, "net", 60)));
  }

  private static Decision decide(TunnelMemory memory, TunnelConfig wanted, IkeSa... sas) {
    return TunnelPlanner.wanted(memory, wanted, List.of(sas), NOW);
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
