package dev.culvert.gateway.agent.tunnels;

import static dev.culvert.gateway.agent.tunnels.Sample.ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.gateway.agent.charon.CharonEvent;
import dev.culvert.gateway.contract.TunnelConfig;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class TunnelHistoryTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final TunnelConfig TUNNEL = Sample.tunnel().config();

  private final TunnelHistory history = new TunnelHistory();

  @Test
  void peersDelete_explainsTheEnd_whicheverIsSaidFirst() {
    log(1, "received DELETE for IKE_SA uid-a[1]");
    assertThat(history.lastEvent()).isNull();
    down(1);
    assertThat(reason()).isEqualTo("ClosedByPeer");

    var other = new TunnelHistory();
    other.said(new CharonEvent.IkeUpDown(false, Sample.established(2, 9)), TUNNEL, NOW);
    other.said(line(2, "giving up after 16 retransmits"), TUNNEL, NOW);
    assertThat(other.lastEvent().reason()).isEqualTo("PeerTimeout");
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
