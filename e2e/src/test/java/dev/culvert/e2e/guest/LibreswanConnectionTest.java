package dev.culvert.e2e.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.gateway.contract.SharedKey;
import org.junit.jupiter.api.Test;

class LibreswanConnectionTest {
  private static final LibreswanConnection CONNECTION =
      LibreswanConnection.ikev2("hq", "203.0.113.7")
          .key(SharedKey.of("quoted \"key\""))
          .between("10.2.0.0/16", "10.1.0.0/16");

  @Test
  void onePair_isOneConnOfTheConnectionsName() {
    assertThat(CONNECTION.conns()).containsExactly("hq");
    assertThat(CONNECTION.configuration("198.51.100.4"))
        .isEqualTo(
            """
            conn hq
              keyexchange=ikev2
              left=198.51.100.4
              leftid=198.51.100.4
              leftsubnet=10.2.0.0/16
              right=203.0.113.7
              rightid=203.0.113.7
              rightsubnet=10.1.0.0/16
              authby=secret
              encapsulation=yes
              ike=aes256-sha2_256;dh31
              esp=aes_gcm256;dh31
              pfs=yes
              auto=ignore
            """);
  }

  @Test
  void twoPairs_areTwoConnsThatDifferInNameAndPrefixesOnly() {
    LibreswanConnection two =
        CONNECTION
            .identities("@left.test", "@right.test")
            .between("10.3.0.0/24", "10.4.0.0/24")
            .espWithoutPfs("aes_gcm256");

    assertThat(two.conns()).containsExactly("hq-1", "hq-2");
    assertThat(two.configuration("198.51.100.4"))
        .contains("conn hq-1\n", "leftsubnet=10.2.0.0/16", "rightsubnet=10.1.0.0/16")
        .contains("conn hq-2\n", "leftsubnet=10.3.0.0/24", "rightsubnet=10.4.0.0/24")
        .containsOnlyOnce("\nconn ")
        .contains("leftid=@left.test", "rightid=@right.test", "esp=aes_gcm256\n", "pfs=no\n");
  }

  @Test
  void key_isWrittenSoThatQuotesDoNoHarm_andInNoString() {
    assertThat(CONNECTION.secret("198.51.100.4"))
        .isEqualTo("198.51.100.4 203.0.113.7 : PSK 0scXVvdGVkICJrZXki\n");
    assertThat(CONNECTION.toString()).doesNotContain("quoted");
  }

  @Test
  void traffic_isReadPerChildSa() {
    assertThat(
            ChildTraffic.parse(
                """
                #2: "hq-1", type=ESP, add_time=1700000000, inBytes=840, outBytes=168, maxBytes=2^63B, id='@right.test'
                #4: "hq-2", type=ESP, add_time=1700000000, inBytes=0, outBytes=1, maxBytes=2^63B, id='@right.test'
                """))
        .containsExactly(new ChildTraffic(2, "hq-1", 840, 168), new ChildTraffic(4, "hq-2", 0, 1));
  }
}
