package dev.culvert.gateway.agent.dataplane;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NameserversTest {

  @Test
  void ipv4Nameservers_areRead_andNothingElse() {
    assertThat(
            Nameservers.in(
                """
                search team.svc.cluster.local svc.cluster.local
                # nameserver 192.0.2.1
                nameserver 10.96.0.10
                nameserver fd00::a
                 nameserver\t192.0.2.53 ; the second
                nameserver 10.96.0.10
                nameserver 10.96.0.10; drop
                options ndots:5
                """))
        .containsExactly("10.96.0.10", "192.0.2.53");
  }

  @Test
  void emptyFile_namesNobody() {
    assertThat(Nameservers.in("")).isEmpty();
  }
}
