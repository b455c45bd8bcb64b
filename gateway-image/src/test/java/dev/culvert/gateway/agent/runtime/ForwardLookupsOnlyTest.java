package dev.culvert.gateway.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

/** This JVM has the agent's provider on its class path, as the agent's own has. */
class ForwardLookupsOnlyTest {

  @Test
  void address_isNeverGivenAName() throws UnknownHostException {
    assertThat(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}).getHostName())
        .isEqualTo("127.0.0.1");
  }

  @Test
  void name_isLookedUpByTheSystem() throws UnknownHostException {
    assertThat(InetAddress.getAllByName("localhost"))
        .contains(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}));
  }
}
