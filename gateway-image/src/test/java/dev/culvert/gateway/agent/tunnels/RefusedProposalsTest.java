package dev.culvert.gateway.agent.tunnels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.gateway.agent.charon.CharonEvent.LogLine;
import org.junit.jupiter.api.Test;

class RefusedProposalsTest {
  private static final String WEAK = "IKE:3DES_CBC/HMAC_SHA1_96/PRF_HMAC_SHA1/MODP_1024";

  private final RefusedProposals proposals = new RefusedProposals();

  @Test
  void peerWithWeakProposals_isNamedWithThem() {
    say(7, "192.0.2.2 is initiating an IKE_SA");
    say(7, "received proposals: " + WEAK);
    say(7, "configured proposals: IKE:AES_GCM_16_256/PRF_HMAC_SHA2_384/CURVE_25519");
    var offer = say(7, "received proposals unacceptable");

    assertThat(offer).isEqualTo(new RefusedProposals.Offer("192.0.2.2", WEAK));
    assertThat(offer.reason())
        .isEqualTo(
            new Reasons.Reason(
                "IkeProposalMismatch",
                "The peer at 192.0.2.2 offers nothing for IKE that this end takes: " + WEAK + "."));
  }

  @Test
  void peerOfIkeVersion1_isFoundToo() {
    say(7, "192.0.2.2 is initiating a Main Mode IKE_SA");

    assertThat(say(7, "no proposal found").reason().message())
        .isEqualTo("The peer at 192.0.2.2 offers nothing for IKE that this end takes.");
  }

  @Test
  void longOffer_isShortened() {
    say(7, "192.0.2.2 is initiating an IKE_SA");
    say(7, "received proposals: " + (WEAK + ", ").repeat(50));

    assertThat(say(7, "received proposals unacceptable").proposals()).hasSizeLessThan(400);
  }

  @Test
  void attempts_areNotMixedUp_andThoseThatFit_areNotNamed() {
    say(7, "192.0.2.2 is initiating an IKE_SA");
    say(8, "192.0.2.3 is initiating an IKE_SA");

    assertThat(say(8, "selected proposal: IKE:AES_GCM_16_256")).isNull();
    assertThat(say(7, "received proposals unacceptable").address()).isEqualTo("192.0.2.2");
    assertThat(say(7, "received proposals unacceptable")).isNull();
  }

  private RefusedProposals.Offer say(long ikeSa, String text) {
    return proposals.said(new LogLine("(unnamed)", ikeSa, "IKE", text));
  }
}
