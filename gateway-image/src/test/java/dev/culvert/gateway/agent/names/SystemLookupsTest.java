package dev.culvert.gateway.agent.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.Security;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemLookupsTest {

  @Test
  void name_isAskedForAsAnAbsoluteOne() {
    var asked = new ArrayList<String>();
    var lookups =
        new SystemLookups(name -> {
          asked.add(name);
          return new InetAddress[] {address("192.0.2.2")};
        });

    lookups.lookUp("hq.example");
    lookups.lookUp("hq.example.");

    assertThat(asked).containsExactly("hq.example.", "hq.example.");
  }

  @Test
  void addresses_areThoseOfIpv4() {
    var lookups =
        new SystemLookups(name ->
            new InetAddress[] {
              address("2001:db8::2"),
              address("192.0.2.9"),
              address("192.0.2.2"),
              address("192.0.2.9")
            });

    assertThat(lookups.lookUp("hq.example"))
        .isEqualTo(new Answer.Found(List.of("192.0.2.9", "192.0.2.2")));
  }

  @Test
  void nameWithIpv6AddressesOnly_isSaidToHaveNoIpv4Address() {
    var lookups = new SystemLookups(name -> new InetAddress[] {address("2001:db8::2")});

    assertFailed(lookups.lookUp("hq.example"), "NoIPv4Address", "A record");
  }

  @ParameterizedTest
  @CsvSource({
    "No address associated with hostname, NoIPv4Address, A record",
    "Name or service not known, DnsFailure, There is no name hq.example",
    "Temporary failure in name resolution, DnsFailure, DNS does not answer",
    "System error, DnsFailure, DNS does not answer",
  })
  void failure_saysTheNameAndWhatToDo(String word, String reason, String message) {
    var lookups =
        new SystemLookups(name -> {
          throw new UnknownHostException(name + ": " + word);
        });

    assertFailed(lookups.lookUp("hq.example"), reason, message);
  }

  @Test
  void jvm_keepsNoAnswers() {
    SystemLookups.keepNothing();

    assertThat(Security.getProperty("networkaddress.cache.ttl")).isEqualTo("0");
    assertThat(Security.getProperty("networkaddress.cache.negative.ttl")).isEqualTo("0");
  }

  private static void assertFailed(Answer answer, String reason, String message) {
    assertThat(answer)
        .isInstanceOfSatisfying(
            Answer.Failed.class,
            failed -> {
              assertThat(failed.reason()).isEqualTo(reason);
              assertThat(failed.message()).contains("hq.example").contains(message);
            });
  }

  private static InetAddress address(String literal) throws UnknownHostException {
    return InetAddress.getByName(literal);
  }
}
