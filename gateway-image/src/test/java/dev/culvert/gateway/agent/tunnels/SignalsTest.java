package dev.culvert.gateway.agent.tunnels;

import static dev.culvert.gateway.agent.tunnels.Sample.ID;
import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.gateway.agent.charon.CharonEvent;
import dev.culvert.gateway.agent.tunnels.Signals.Signal;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalsTest {
  private final Signals signals = new Signals();

  @Test
  void keeperThatIsHeldUp_heapsUpNoEndOfEvents_andMissesNoOrder() throws InterruptedException {
    for (int i = 0; i < 100_000; i++) {
      signals.add(line("IKE", "192.0.2.2 is initiating an IKE_SA"));
      signals.add(new CharonEvent.IkeRekeyed(ID, i, i + 1));
    }
    signals.add(new Signal.CharonEnded());

    assertThat(signals.size()).isLessThanOrEqualTo(10_001);
    Signal last = null;
    while (!signals.isEmpty()) {
      last = signals.poll(Duration.ZERO);
    }
    assertThat(last).isInstanceOf(Signal.CharonEnded.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          NET | received packet: from 192.0.2.66[500] to 192.0.2.1[500] (1200 bytes)
          ENC | parsed IKE_SA_INIT request 0 [ SA KE No ]
          ENC | could not decrypt the moon
          ESP | discarding inbound IP packet 10.1.0.4 == 10.2.0.4 [17] due to policy
          KNL | received netlink error: File exists (17)
          MGR | checkout IKEv2 SA by message with SPIs
          IKE | sending DPD request
          CFG | selected peer config 'uid-a'
          """)
  void lineThatNobodyReads_doesNotWait(String group, String text) {
    signals.add(line(group, text));

    assertThat(signals.isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ENC | could not decrypt payloads
          ENC | invalid ID_V1 payload length, decryption failed?
          IKE | 192.0.2.2 is initiating an IKE_SA
          IKE | received proposals unacceptable
          CFG | received proposals: IKE:3DES_CBC
          CFG | looking for peer configs matching 192.0.2.1[a]...192.0.2.2[b]
          CFG | no matching peer config found
          IKE | received DELETE for IKE_SA uid-a[1]
          IKE | giving up after 16 retransmits
          IKE | received retransmit of request with ID 0, retransmitting response
          """)
  void lineThatIsRead_waits(String group, String text) {
    signals.add(line(group, text));

    assertThat(signals.size()).isEqualTo(1);
  }

  private static CharonEvent.LogLine line(String group, String text) {
    return new CharonEvent.LogLine(ID, 1, group, text);
  }
}
