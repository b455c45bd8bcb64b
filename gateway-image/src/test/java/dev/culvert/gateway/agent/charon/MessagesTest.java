package dev.culvert.gateway.agent.charon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.gateway.contract.SharedKey;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelConfig.ChildConfig;
import dev.culvert.gateway.contract.TunnelConfig.Initiation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class MessagesTest {

  @Test
  void key_isOwnedByThePeersIdentityAlone() {
    var message = Messages.key("t1-v1", SharedKey.of("secret"), "them");

    assertThat(message.list("owners")).containsExactly("them");
    assertThat(message.bytes("data")).contains("secret".getBytes(StandardCharsets.UTF_8));
    assertThat(message.toString()).doesNotContain("secret");
  }

  @Test
  void connection_startsNothingByItself_andKnowsItsPeerByIdentity() {
    var connection = Messages.connection(tunnel(500), "192.0.2.1").section("t1").orElseThrow();

    assertThat(connection.list("local_addrs")).containsExactly("192.0.2.1");
    assertThat(connection.list("remote_addrs")).containsExactly("192.0.2.2", "0.0.0.0/0");
    assertThat(connection.text("unique")).contains("never");
    assertThat(connection.text("keyingtries")).contains("0");
    assertThat(connection.text("encap")).contains("yes");
    assertThat(connection.text("mobike")).contains("no");
    assertThat(connection.section("local").orElseThrow().text("id")).contains("us");
    assertThat(connection.section("remote").orElseThrow().text("id")).contains("them");
    var child = connection.section("children").orElseThrow().section("net").orElseThrow();
    assertThat(child.list("local_ts")).containsExactly("10.1.0.0/16");
    assertThat(child.text("start_action")).contains("none");
    assertThat(child.text("close_action")).contains("none");
    assertThat(child.text("dpd_action")).contains("clear");
  }

  @Test
  void connectionToAnotherPort_speaksNatTraversalFromTheStart() {
    assertThat(localPort(500)).isEqualTo("500");
    assertThat(localPort(31500)).isEqualTo("4500");
  }

  private static String localPort(int remotePort) {
    return Messages.connection(tunnel(remotePort), "192.0.2.1")
        .section("t1")
        .orElseThrow()
        .text("local_port")
        .orElseThrow();
  }

  private static TunnelConfig tunnel(int remotePort) {
    return new TunnelConfig(
        "t1",
        "team/t1",
        1,
        "us",
        "them",
        2,
        null,
        List.of("192.0.2.2"),
        remotePort,
        List.of(),
        List.of("aes256gcm16-prfsha384-x25519"),
        List.of("aes256gcm16-x25519"),
        5,
        14400,
        3600,
        Initiation.AT_ONCE,
        true,
        false,
        List.of(new ChildConfig("net", List.of("10.1.0.0/16"), List.of("10.2.0.0/16"))));
  }
}
