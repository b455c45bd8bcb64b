package dev.culvert.gateway.agent.charon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.gateway.contract.SharedKey;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelConfig.ChildConfig;
import dev.culvert.gateway.contract.TunnelConfig.Initiation;
import dev.culvert.vici.ViciSection;
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

  @Test
  void tunnelThatDoesNotAnswer_isForTheDialledAddressesOnly() {
    assertThat(remoteAddresses(List.of("192.0.2.2"))).containsExactly("192.0.2.2");
    // charon takes an empty list for any address.
    assertThat(remoteAddresses(List.of())).containsExactly("255.255.255.255");
  }

  private static List<String> remoteAddresses(List<String> dialled) {
    var tunnel = tunnel(2, 500, false, false).dialling(dialled);
    return connection(tunnel).list("remote_addrs");
  }

  @Test
  void initialContact_isUsedWhereItIsWished() {
    assertThat(connection(tunnel(2, 500, true, true)).text("unique")).contains("no");
    assertThat(connection(tunnel(2, 500, true, false)).text("unique")).contains("never");
  }

  @Test
  void ikeVersion1_isMainMode_withItsOwnDeadPeerDetection() {
    var connection = connection(tunnel(1, 500, true, true));

    assertThat(connection.text("version")).contains("1");
    assertThat(connection.text("aggressive")).contains("no");
    assertThat(connection.text("dpd_delay")).contains("5s");
    assertThat(connection.text("dpd_timeout")).contains("15s");
    assertThat(connection.text("rekey_time")).contains("14400s");
    assertThat(connection.text("mobike")).isEmpty();
    assertThat(connection.text("reauth_time")).isEmpty();
  }

  private static ViciSection connection(TunnelConfig tunnel) {
    return Messages.connection(tunnel, "192.0.2.1").section("t1").orElseThrow();
  }

  private static String localPort(int remotePort) {
    return Messages.connection(tunnel(remotePort), "192.0.2.1")
        .section("t1")
        .orElseThrow()
        .text("local_port")
        .orElseThrow();
  }

  private static TunnelConfig tunnel(int remotePort) {
    return tunnel(2, remotePort, true, false);
  }

  private static TunnelConfig tunnel(
      int ikeVersion, int remotePort, boolean answersPeer, boolean initialContact) {
    return new TunnelConfig(
        "t1",
        "team/t1",
        1,
        "us",
        "them",
        ikeVersion,
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
        answersPeer,
        initialContact,
        List.of(new ChildConfig("net", List.of("10.1.0.0/16"), List.of("10.2.0.0/16"))));
  }
}
