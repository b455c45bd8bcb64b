package dev.culvert.gateway.agent.tunnels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.gateway.agent.names.Answer;
import dev.culvert.gateway.contract.TunnelConfig;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PeerNamesTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final TunnelConfig TUNNEL = Sample.tunnel().name("hq.example").config();
  private static final Answer FAILED = new Answer.Failed("DnsFailure", "No hq.example.");

  private final PeerNames names = new PeerNames();

  @Test
  void addressesInUse_stayFirst_andNewOnesFollowInOrder() {
    found("192.0.2.9", "192.0.2.2");
    assertThat(dialled()).containsExactly("192.0.2.2", "192.0.2.9");

    found("192.0.2.9", "192.0.2.100", "192.0.2.20");
    assertThat(dialled()).containsExactly("192.0.2.9", "192.0.2.20", "192.0.2.100");
  }

  @Test
  void sameAddressesInAnotherOrder_areNoNews() {
    assertThat(found("192.0.2.9", "192.0.2.2")).isTrue();
    assertThat(found("192.0.2.2", "192.0.2.9")).isFalse();
  }

  @Test
  void failedLookup_leavesTheAddresses_andIsReportedSinceItBegan() {
    found("192.0.2.2");
    names.answered("hq.example", FAILED, NOW);
    assertThat(names.answered("hq.example", FAILED, NOW.plusSeconds(2))).isFalse();

    var lookup = names.lookup(TUNNEL);
    assertThat(lookup.addresses()).containsExactly("192.0.2.2");
    assertThat(lookup.fault().reason()).isEqualTo("DnsFailure");
    assertThat(lookup.fault().time()).isEqualTo(NOW);
    assertThat(dialled()).containsExactly("192.0.2.2");

    found("192.0.2.2");
    assertThat(names.lookup(TUNNEL).fault()).isNull();
  }

  @Test
  void nameThatIsNoLongerWanted_isForgotten() {
    found("192.0.2.2");
    names.retain(Set.of());

    assertThat(dialled()).isEmpty();
  }

  @Test
  void tunnelWithAddresses_keepsThem_andReportsNoLookup() {
    var tunnel = Sample.tunnel().config();

    assertThat(names.dialled(tunnel)).isSameAs(tunnel);
    assertThat(names.lookup(tunnel)).isNull();
  }

  private boolean found(String... addresses) {
    return names.answered("hq.example", new Answer.Found(List.of(addresses)), NOW);
  }

  private List<String> dialled() {
    return names.dialled(TUNNEL).remoteAddresses();
  }
}
