package dev.culvert.gateway.agent.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files beside this class show the packet filter; read them as its documentation. */
class RulesetTest {
  private static final Outside OUTSIDE =
      new Outside("eth0", "10.244.0.7", 1450, List.of("10.96.0.10", "192.0.2.53"));

  @ParameterizedTest
  @ValueSource(strings = {"closed", "two-tunnels", "around-the-cluster", "transit"})
  void ruleset_isAsShown(String name) throws IOException {
    var policy =
        switch (name) {
          case "two-tunnels" -> twoTunnels();
          case "around-the-cluster" -> policy(passage("t1", "172.20.0.0/16", "10.0.0.0/8"));
          case "transit" -> transit();
          default -> PacketPolicy.CLOSED;
        };
    try (var shown = RulesetTest.class.getResourceAsStream("ruleset-" + name + ".nft")) {
      assertThat(Ruleset.render(OUTSIDE, "ipsec0", policy, !name.equals("closed")))
          .isEqualTo(new String(shown.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  private static PacketPolicy twoTunnels() {
    return policy(
        passage("t1", "172.20.0.0/16", "10.2.0.0/16"),
        new Passage(
            "t2",
            List.of(Prefix.parse("172.20.0.0/16")),
            List.of(Prefix.parse("10.3.0.0/16"), Prefix.parse("10.3.4.0/24"))));
  }

  /** Spokes t1 and t2 list each other, t3 lists t1 but is not listed. */
  private static PacketPolicy transit() {
    var hub = "172.20.0.0/16";
    return policy(
        new Passage("t1", prefixes(hub, "10.2.128.0/17"), prefixes("10.1.0.0/16")),
        new Passage("t2", prefixes(hub, "10.1.0.0/16"), prefixes("10.2.0.0/16")),
        new Passage("t3", prefixes(hub, "10.1.0.0/16"), prefixes("10.3.0.0/16")));
  }

  private static PacketPolicy policy(Passage... passages) {
    return new PacketPolicy("172.20.255.228", null, prefixes("172.20.0.0/16"), List.of(passages));
  }

  private static Passage passage(String tunnel, String local, String remote) {
    return new Passage(tunnel, prefixes(local), prefixes(remote));
  }

  private static List<Prefix> prefixes(String... prefixes) {
    return Stream.of(prefixes).map(Prefix::parse).toList();
  }
}
