package dev.culvert.gateway.agent.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files beside this class show the packet filter; read them as its documentation. */
class RulesetTest {
  private static final Outside OUTSIDE = new Outside("eth0", "192.0.2.1", 1450);

  @ParameterizedTest
  @ValueSource(strings = {"closed", "two-tunnels"})
  void ruleset_isAsShown(String name) throws IOException {
    var policy = name.equals("closed") ? PacketPolicy.CLOSED : twoTunnels();
    try (var shown = RulesetTest.class.getResourceAsStream("ruleset-" + name + ".nft")) {
      assertThat(Ruleset.render(OUTSIDE, "ipsec0", policy))
          .isEqualTo(new String(shown.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static PacketPolicy twoTunnels() {
    return new PacketPolicy(
        "10.1.255.228",
        List.of(Prefix.parse("10.1.0.0/16")),
        List.of(
            passage("10.1.0.0/16", "10.2.0.0/16"),
            new Passage(
                List.of(Prefix.parse("10.1.0.0/16")),
                List.of(Prefix.parse("10.3.0.0/16"), Prefix.parse("10.3.4.0/24")))));
  }

  private static Passage passage(String local, String remote) {
    return new Passage(List.of(Prefix.parse(local)), List.of(Prefix.parse(remote)));
  }
}
