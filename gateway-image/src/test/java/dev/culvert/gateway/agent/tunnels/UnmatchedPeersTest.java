package dev.culvert.gateway.agent.tunnels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.gateway.agent.charon.CharonEvent.LogLine;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UnmatchedPeersTest {
  private final UnmatchedPeers peers = new UnmatchedPeers();

  @Test
  void peerThatFitsNoTunnel_isNamedWithBothIdentities() {
    say(7, "looking for peer configs matching 192.0.2.1[us.example]...192.0.2.2[them.example]");
    var peer = say(7, "no matching peer config found");

    assertThat(peer).isEqualTo(new UnmatchedPeers.Peer("192.0.2.2", "us.example", "them.example"));
    var reason = peer.against(Sample.tunnel().config());
    assertThat(reason.reason()).isEqualTo("IdentityMismatch");
    assertThat(reason.message())
        .isEqualTo(
            "The peer says it is \"them.example\" and calls us \"us.example\";"
                + " expected are \"b.link\" there and \"a.link\" here.");
  }

  @Test
  void peerThatExpectsNobodyInParticular_isNamedWithItsOwn() {
    say(7, "looking for peer configs matching 192.0.2.1[%any]...192.0.2.2[them.example]");

    assertThat(say(7, "no matching peer config found").against(Sample.tunnel().config()).message())
        .startsWith("The peer says it is \"them.example\"; expected");
  }

  @Test
  void peerOfIkeVersion1_isFoundToo() {
    say(7, "looking for pre-shared key peer configs matching 192.0.2.1...192.0.2.2[them.example]");

    assertThat(say(7, "no peer config found").identity()).isEqualTo("them.example");
  }

  @Test
  void attempts_areNotMixedUp_andThoseThatFit_areNotNamed() {
    say(7, "looking for peer configs matching 192.0.2.1[a]...192.0.2.2[b]");
    say(8, "looking for peer configs matching 192.0.2.1[a]...192.0.2.3[c]");

    assertThat(say(8, "selected peer config 'uid-a'")).isNull();
    assertThat(say(7, "no matching peer config found").address()).isEqualTo("192.0.2.2");
    assertThat(say(7, "no matching peer config found")).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "192.0.2.1[a]...192.0.2.66[q]...192.0.2.2[z]",
        "192.0.2.1[a]...192.0.2.2[z]...192.0.2.66[q]",
      })
  void peerWhoseIdentityLooksLikeAnotherPeer_isNotTakenForThatOne(String ends) {
    say(7, "looking for peer configs matching " + ends);

    assertThat(say(7, "no matching peer config found")).isNull();
  }

  @Test
  void peerWhoseIdentityLooksLikeAnotherPeer_andExpectsNobody_isNamedByItsAddress() {
    say(7, "looking for peer configs matching 192.0.2.1...192.0.2.66[q]...192.0.2.2[z]");

    assertThat(say(7, "no matching peer config found").address()).isEqualTo("192.0.2.66");
  }

  private UnmatchedPeers.Peer say(long ikeSa, String text) {
    return peers.said(new LogLine("(unnamed)", ikeSa, "CFG", text));
  }
}
