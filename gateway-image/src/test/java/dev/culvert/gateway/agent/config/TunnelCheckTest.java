package dev.culvert.gateway.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.gateway.contract.Contract;
import dev.culvert.gateway.contract.MalformedDocumentException;
import dev.culvert.gateway.contract.TunnelConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TunnelCheckTest {
  private static final String GOOD =
      """
      {"id":"t1","name":"team/t1","generation":1,"localIdentity":"us","remoteIdentity":"them",
       "remoteAddresses":["192.0.2.2"],"remotePort":500,"keys":[{"id":"v1","key":"secret"}],
       "ikeProposals":["aes256gcm16-prfsha384-x25519"],"espProposals":["aes256gcm16-x25519"],
       "dpdSeconds":5,"ikeRekeySeconds":14400,"childRekeySeconds":3600,"initiation":"AT_ONCE",
       "children":[{"name":"net","localPrefixes":["10.1.0.0/16"],"remotePrefixes":["10.2.0.0/16"]}]}
      """;

  @Test
  void properTunnel_hasNoFault() throws MalformedDocumentException {
    assertThat(TunnelCheck.fault(Contract.read(GOOD, TunnelConfig.class))).isNull();
  }

  @Test
  void tunnelToAName_hasNoFault() throws MalformedDocumentException {
    var json = GOOD.replace("[\"192.0.2.2\"]", "[],\"remoteName\":\"hq.example\"");

    assertThat(TunnelCheck.fault(Contract.read(json, TunnelConfig.class))).isNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          "id":"t1",                      |                          | its id is missing or malformed
          "id":"t1"                       | "id":"a b"               | its id is missing or malformed
          "us"                            | "u s"                    | its local identity is missing or malformed
          "remoteIdentity":"them",        |                          | its remote identity is missing or malformed
          192.0.2.2                       | peer.example             | not an IPv4 address: "peer.example"
          "remotePort":500                | "remotePort":70000       | remote port 70000 is not in 1..65535
          {"id":"v1","key":"secret"}      |                          | it has no shared key
          "key":"secret"                  | "key":null               | one of its shared keys has no id of its own or no value
          aes256gcm16-prfsha384-x25519    | x} foo {                 | its IKE proposals are missing or malformed
          "aes256gcm16-x25519"            |                          | its ESP proposals are missing or malformed
          "dpdSeconds":5                  | "dpdSeconds":0           | its times are not positive
          "initiation":"AT_ONCE",         |                          | it does not say who initiates
          "name":"net"                    | "name":"Net"             | one of its children has no proper name of its own
          "10.1.0.0/16"                   |                          | child net has 0 prefixes on one side, possible are 1 to 255
          "remotePort":500                | "remotePort":500,"ikeVersion":3                  | IKE version 3 is neither 1 nor 2
          ["192.0.2.2"]                   | [],"remoteName":"a b"    | its remote name is not a domain name
          ["192.0.2.2"]                   | [],"remoteName":"1.2.3.4" | its remote name is not a domain name
          "remotePort":500                | "remotePort":500,"remoteName":"hq.example"       | it has both a remote name and remote addresses
          "10.2.0.0/16"]                  | "10.2.0.0/16","10.3.0.0/16"],"x":1}],"ikeVersion":1,"y":[{"z":0 | child net has 2 prefixes on one side, possible are 1 to 1
          10.2.0.0/16                     | 10.2.0.0/16 } accept     | not an IPv4 prefix: "10.2.0.0/16 } accept"
          """)
  void fault_isNamed(String found, String instead, String fault) throws MalformedDocumentException {
    var json = GOOD.replace(found, instead == null ? "" : instead);
    assertThat(json).isNotEqualTo(GOOD);

    assertThat(TunnelCheck.fault(Contract.read(json, TunnelConfig.class))).isEqualTo(fault);
  }
}
