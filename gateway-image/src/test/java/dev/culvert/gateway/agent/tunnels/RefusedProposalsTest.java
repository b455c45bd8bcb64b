package dev.culvert.gateway.agent.tunnels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.gateway.agent.charon.CharonEvent.LogLine;
import dev.culvert.gateway.agent.tunnels.Reasons.Reason;
import org.junit.jupiter.api.Test;

class RefusedProposalsTest {
  private static final String WEAK = "IKE:3DES_CBC/HMAC_SHA1_96/PRF_HMAC_SHA1/MODP_1024";

  private final RefusedProposals proposals = new RefusedProposals();

  @Test
  void peerWithWeakProposals_isNamedWithThem() {
    say(7, "received proposals: " + WEAK);
    say(7, "configured proposals: IKE:AES_GCM_16_256/PRF_HMAC_SHA2_384/CURVE_25519");

    assertThat(say(7, "received proposals unacceptable"))
        .isEqualTo(
            new Reason(
                "IkeProposalMismatch",
                "The peer offers nothing for IKE that this end takes: " + WEAK + "."));
  }

  @Test
  void peerOfIkeVersion1_isFoundToo() {
    assertThat(say(7, "no proposal found").message())
        .isEqualTo("The peer offers nothing for IKE that this end takes.");
  }

  @Test
  void longOffer_isShortened() {
    say(7, "received proposals: " + (WEAK + ", ").repeat(50));

    assertThat(say(7, "received proposals unacceptable").message()).hasSizeLessThan(400);
  }

  @Test
  void attempts_areNotMixedUp_andThoseThatFit_areNotNamed() {
    say(7, "received proposals: " + WEAK);
    say(8, "received proposals: IKE:AES_GCM_16_256");

    assertThat(say(8, "selected proposal: IKE:AES_GCM_16_256")).isNull();
    assertThat(say(7, "received proposals unacceptable").message()).contains(WEAK);
    assertThat(say(7, "received proposals unacceptable").message()).doesNotContain(WEAK);
  }

  private Reason say(long ikeSa, String text) {
    return proposals.said(new LogLine("(unnamed)", ikeSa, "IKE", text));
  }
}
