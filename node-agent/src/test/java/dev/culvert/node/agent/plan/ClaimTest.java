package dev.culvert.node.agent.plan;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimTest {

  @ParameterizedTest
  @CsvSource({"10.1.0.4; reboot", "10.1.0.4 dev eth0", "10.1.0.4/32", "x"})
  void whatMustNotComeIntoACommand_isRefused(String address) {
    assertThatThrownBy(() ->
            new Claim("a", "b", "c", 1, "2026", "n7", address, "p4", "a/web", "one", null, null))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
