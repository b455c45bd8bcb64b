package dev.culvert.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class HostCapabilitiesTest {

  @Test
  void everyCapabilityAtHand_allowsPrivileged() {
    assertThat(HostCapabilities.parse("Name:\tjava\nCapBnd:\t000001ffffffffff\n").allowPrivileged())
        .isTrue();
  }

  @Test
  void withoutSysResource_privilegedIsNotAskedFor() {
    assertThat(HostCapabilities.parse("CapPrm:\t0\nCapBnd:\t000001fffeffffff\n").allowPrivileged())
        .isFalse();
  }

  @Test
  void statusWithoutBoundingSet_isRefusedWithItsText() {
    assertThatThrownBy(() -> HostCapabilities.parse("Name:\tjava"))
        .hasMessageContaining("no CapBnd line in Name:\tjava");
  }
}
