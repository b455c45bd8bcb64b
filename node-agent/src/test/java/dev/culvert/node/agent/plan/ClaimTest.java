package dev.culvert.node.agent.plan;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClaimTest {

  @ParameterizedTest
  @CsvSource({
    "10.1.0.4; reboot, 02:07:0a:01:00:04",
    "10.1.0.4, 02:07:0a:01:00:04 dev eth0",
    "10.1.0.4, 02:07:0A:01:00:04",
    "10.1.0.4/32, 02:07:0a:01:00:04"
  })
  void whatMustNotComeIntoACommand_isRefused(String address, String mac) {
    assertThatThrownBy(
            () -> new Claim("a", "b", "c", 1, "2026", "n7", address, mac, "p4", "one", null, null))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
