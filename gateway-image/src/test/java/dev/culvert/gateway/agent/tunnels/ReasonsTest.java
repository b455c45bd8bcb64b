package dev.culvert.gateway.agent.tunnels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.gateway.agent.tunnels.Reasons.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReasonsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tried 1 shared key for 'b.test' - 'a.test', but MAC mismatched       | PskMismatch
          tried 2 shared keys for 'b.test' - 'a.test', but MAC mismatched      | PskMismatch
          no shared key found for 'b.test' - 'a.test'                          | PskMissing
          received AUTHENTICATION_FAILED notify error                          | RejectedByPeer
          received NO_PROPOSAL_CHOSEN notify error                             | RejectedByPeer
          received NO_PROPOSAL_CHOSEN notify, no CHILD_SA built                | EspProposalMismatch
          no acceptable proposal found                                         | EspProposalMismatch
          received TS_UNACCEPTABLE notify, no CHILD_SA built                   | TsMismatch
          traffic selectors 10.1.0.0/16 === 10.2.0.0/16 unacceptable           | TsMismatch
          IDir 'b.test' does not match to 'x.test'                             | IdentityMismatch
          invalid ID_V1 payload length, decryption failed?                     | PskMismatch
          retransmit 1 of request with message ID 0                            | NoAnswer
          sending retransmit 1 of request message ID 0, seq 1                  | NoAnswer
          sending retransmit 2 of request message ID 0, seq 3                  | NoAnswerOn4500
          retransmit 12 of request with message ID 1                           | NoAnswerOn4500
          """)
  void lineOfTheLog_namesTheFault(String line, String reason) {
    assertThat(ofAttempt(line)).isNotNull();
    assertThat(ofAttempt(line).reason()).isEqualTo(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tried 1 shared key for 'b.test' - 'a.test', but MAC mismatched",
        "no shared key found for 'b.test' - 'a.test'",
        "received AUTHENTICATION_FAILED notify error",
        "received NO_PROPOSAL_CHOSEN notify error",
        "no acceptable proposal found",
        "received TS_UNACCEPTABLE notify, no CHILD_SA built",
        "IDir 'b.test' does not match to 'x.test'",
        "invalid ID_V1 payload length, decryption failed?",
        "retransmit 1 of request with message ID 0",
        "retransmit 12 of request with message ID 1",
        "unable to resolve b.test, initiate aborted"
      })
  void message_saysWhatToDo(String line) {
    assertThat(ofAttempt(line)).isNotNull();
    assertThat(ofAttempt(line).message()).containsPattern("(?i)\\b(give|let|check|correct) ");
  }

  @ParameterizedTest
  @CsvSource({
    "retransmit 3 of request with message ID 4",
    "received retransmit of request with ID 0 is fine",
    "received retransmit of request with ID 0, retransmitting response",
    "sending DPD request",
    "selected proposal: ESP:AES_GCM_16_256/NO_EXT_SEQ"
  })
  void lineOfDailyLife_namesNoFault(String line) {
    assertThat(ofAttempt(line)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "retransmit 1 of request with message ID 0",
        "retransmit 2 of request with message ID 1",
        "sending retransmit 1 of request message ID 0, seq 3",
        "could not decrypt payloads",
        "received AUTHENTICATION_FAILED notify error"
      })
  void establishedIkeSa_tellsOfNoAttempt(String line) {
    assertThat(Reasons.of(line, true, 1)).isNull();
    assertThat(Reasons.of(line, true, 2)).isNull();
  }

  @Test
  void messageThatCannotBeRead_tellsOfAKey_inIkeVersion1Only() {
    assertThat(Reasons.of("could not decrypt payloads", false, 1).reason())
        .isEqualTo("PskMismatch");
    assertThat(Reasons.of("could not decrypt payloads", false, 2)).isNull();
  }

  @Test
  void childSaOfAnEstablishedIkeSa_isExplained() {
    assertThat(Reasons.of("received TS_UNACCEPTABLE notify, no CHILD_SA built", true, 2).reason())
        .isEqualTo("TsMismatch");
  }

  private static Reason ofAttempt(String line) {
    return Reasons.of(line, false, 1);
  }

  @Test
  void end_isExplainedByThePeerOrItsSilence() {
    assertThat(Reasons.ofEnd("received DELETE for IKE_SA c1[3]")).isEqualTo(Reasons.CLOSED_BY_PEER);
    assertThat(Reasons.ofEnd("giving up after 16 retransmits")).isEqualTo(Reasons.PEER_TIMEOUT);
    assertThat(Reasons.ofEnd("deleting IKE_SA c1[3]")).isNull();
  }
}
