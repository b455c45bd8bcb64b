package dev.culvert.gateway.agent.tunnels;

import static dev.culvert.gateway.agent.tunnels.Sample.ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.gateway.agent.charon.CharonEvent;
import dev.culvert.gateway.agent.tunnels.Reasons.Reason;
import dev.culvert.gateway.contract.TunnelConfig;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class TunnelHistoryTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final TunnelConfig TUNNEL = Sample.tunnel().config();

  private final TunnelHistory history = new TunnelHistory(UnaryOperator.identity());

  @Test
  void peersDelete_explainsTheEnd_whicheverIsSaidFirst() {
    log(1, "received DELETE for IKE_SA uid-a[1]");
    assertThat(history.lastEvent()).isNull();
    down(1);
    assertThat(reason()).isEqualTo("ClosedByPeer");

    var other = new TunnelHistory(UnaryOperator.identity());
    other.said(new CharonEvent.IkeUpDown(false, Sample.established(2, 9)), TUNNEL, NOW);
    other.said(line(2, "giving up after 16 retransmits"), TUNNEL, NOW);
    assertThat(other.lastEvent().reason()).isEqualTo("PeerTimeout");
  }

  @Test
  void endsThatNobodyExplains_areForgotten() {
    for (int second = 0; second < 86_400; second += 3) {
      var now = NOW.plusSeconds(second);
      history.said(new CharonEvent.IkeUpDown(false, Sample.established(second, 1)), TUNNEL, now);
      history.said(line(second + 1, "giving up after 16 retransmits"), TUNNEL, now);
    }

    assertThat(history.endings().waiting()).isLessThan(10);
  }

  @Test
  void unconfirmedWord_neverReplacesOneOfOurOwnAttempts() {
    log(1, "received NO_PROPOSAL_CHOSEN notify error");
    var ours = history.lastEvent();

    unconfirmed("IkeProposalMismatch", "They offer X.", "192.0.2.2", false, NOW);

    assertThat(reason()).isEqualTo("RejectedByPeer");
    assertThat(history.lastEvent().message())
        .isEqualTo(ours.message() + " And unconfirmed, from 192.0.2.2: They offer X.");
  }

  @Test
  void unconfirmedWord_standsAlone_whereNothingElseIsKnown() {
    unconfirmed("IkeProposalMismatch", "They offer X.", "192.0.2.2", false, NOW);

    assertThat(reason()).isEqualTo("IkeProposalMismatch");
    assertThat(history.lastEvent().message())
        .isEqualTo("unconfirmed, from 192.0.2.2: They offer X.");
  }

  @Test
  void unconfirmedWord_ofWhoReceivesOurAnswers_saysWhyOurOwnAttemptIsRefused_besideIt() {
    log(1, "received AUTHENTICATION_FAILED notify error");

    unconfirmed("PskMismatch", "Keys differ.", "192.0.2.2", true, NOW);
    assertThat(reason()).isEqualTo("PskMismatch");
    assertThat(history.lastEvent().message()).contains("AUTHENTICATION_FAILED", "And unconfirmed");

    var other = new TunnelHistory(UnaryOperator.identity());
    other.said(line(1, "received AUTHENTICATION_FAILED notify error"), TUNNEL, NOW);
    other.noteUnconfirmed(new Reason("PskMismatch", "Keys differ."), "192.0.2.66", false, NOW);
    assertThat(other.lastEvent().reason()).isEqualTo("RejectedByPeer");
  }

  @Test
  void unconfirmedWords_changeTheStateOnceInThirtySeconds_andTheFirstListStays() {
    assertThat(unconfirmed("IkeProposalMismatch", "They offer X.", "192.0.2.2", false, NOW))
        .isTrue();
    for (int i = 0; i < 1000; i++) {
      var soon = NOW.plusMillis(i * 29);
      assertThat(unconfirmed("IkeProposalMismatch", "Offer " + i, "192.0.2.2", false, soon))
          .isFalse();
      assertThat(unconfirmed("IdentityMismatch", "I am " + i, "192.0.2." + i % 250, true, soon))
          .isFalse();
    }
    assertThat(history.lastEvent().message()).endsWith("They offer X.");

    var later = NOW.plusSeconds(30);
    assertThat(unconfirmed("IdentityMismatch", "I am Y.", "192.0.2.2", true, later)).isTrue();
  }

  @Test
  void unconfirmedWord_saysNothingOfATunnelThatIsUp_andIsForgottenWhenNobodyRepeatsIt() {
    unconfirmed("IkeProposalMismatch", "They offer X.", "192.0.2.2", false, NOW);
    history.listed(List.of(), NOW.plusSeconds(299));
    assertThat(history.lastEvent()).isNotNull();
    history.listed(List.of(), NOW.plusSeconds(300));
    assertThat(history.lastEvent()).isNull();

    unconfirmed("IkeProposalMismatch", "They offer X.", "192.0.2.2", false, NOW);
    var up = List.of(Sample.established(1, 1, Sample.installed(1, "net", 0)));
    history.listed(up, NOW.plusSeconds(1));
    assertThat(history.lastEvent()).isNull();
    assertThat(unconfirmed("PskMismatch", "Keys differ.", "192.0.2.2", true, NOW.plusSeconds(60)))
        .isFalse();
    assertThat(history.lastEvent()).isNull();
  }

  /** Two clocks are read one after the other: the same time has another wall time each time. */
  @Test
  void unconfirmedWord_keepsItsTime_howeverOftenItIsReported() {
    var ticks = new AtomicLong();
    var ticking = new TunnelHistory(time -> time.plusNanos(ticks.incrementAndGet()));
    ticking.noteUnconfirmed(new Reason("PskMismatch", "Keys differ."), "192.0.2.2", true, NOW);
    var said = ticking.lastEvent();
    ticking.listed(List.of(), NOW.plusSeconds(5));
    ticking.noteUnconfirmed(
        new Reason("PskMismatch", "Keys differ."), "192.0.2.2", true, NOW.plusSeconds(6));

    assertThat(ticking.lastEvent()).isEqualTo(said);
  }

  private boolean unconfirmed(
      String reason, String message, String source, boolean receives, Instant now) {
    return history.noteUnconfirmed(new Reason(reason, message), source, receives, now);
  }

  @Test
  void repeatedRequestsOfAnEstablishedIkeSa_areNoFault() {
    history.said(new CharonEvent.IkeUpDown(true, Sample.established(7, 0)), TUNNEL, NOW);

    log(7, "retransmit 1 of request with message ID 0");
    log(7, "could not decrypt payloads");

    assertThat(history.lastEvent()).isNull();
  }

  @Test
  void deleteOfARekeyedIkeSa_isNoEvent() {
    log(1, "received DELETE for IKE_SA uid-a[1]");
    history.said(new CharonEvent.IkeRekeyed(ID, 1, 2), TUNNEL, NOW);
    down(1);

    assertThat(history.lastEvent()).isNull();
  }

  @Test
  void repeatedEvent_keepsItsFirstTime() {
    log(1, "retransmit 1 of request with message ID 0");
    history.said(line(1, "retransmit 2 of request with message ID 0"), TUNNEL, NOW.plusSeconds(5));

    assertThat(history.lastEvent().time()).isEqualTo(NOW);
  }

  @Test
  void whatThePeersAttemptTells_isNotHiddenByItsRefusalOfOurs_forAMinute() {
    log(1, "tried 1 shared key for 'a' - 'b', but MAC mismatched");
    var refusal = "received AUTHENTICATION_FAILED notify error";
    history.said(line(2, refusal), TUNNEL, NOW.plusSeconds(3));
    assertThat(reason()).isEqualTo("PskMismatch");

    history.said(line(3, refusal), TUNNEL, NOW.plusSeconds(60));
    assertThat(reason()).isEqualTo("RejectedByPeer");
  }

  @Test
  void narrowedSelectors_areSaid() {
    var wish = Sample.tunnel().children(Sample.child("net", "10.1.0.0/16", "10.0.0.0/8")).config();
    var up = Sample.established(1, 0, Sample.installed(1, "net", 0));

    history.said(new CharonEvent.ChildUpDown(true, up), wish, NOW);

    assertThat(reason()).isEqualTo("TsNarrowed");
    assertThat(history.lastEvent().message()).contains("10.1.0.0/16 === 10.2.0.0/16");
  }

  @Test
  void establishment_isTheMomentTheFirstChildIsInstalled() {
    history.listed(List.of(Sample.established(1, 0)), NOW);
    assertThat(history.lastEstablished()).isNull();

    var up = List.of(Sample.established(1, 1, Sample.installed(1, "net", 0)));
    history.listed(up, NOW.plusSeconds(1));
    history.listed(up, NOW.plusSeconds(9));

    assertThat(history.lastEstablished()).isEqualTo(NOW.plusSeconds(1));
  }

  private void log(long ikeSa, String text) {
    history.said(line(ikeSa, text), TUNNEL, NOW);
  }

  private static CharonEvent line(long ikeSa, String text) {
    return new CharonEvent.LogLine(ID, ikeSa, "IKE", text);
  }

  private void down(long ikeSa) {
    history.said(new CharonEvent.IkeUpDown(false, Sample.established(ikeSa, 9)), TUNNEL, NOW);
  }

  private String reason() {
    return history.lastEvent().reason();
  }
}
