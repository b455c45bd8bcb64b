package dev.culvert.gateway.agent.tunnels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TallyTest {
  private final Tally tally = new Tally();

  @Test
  void bytes_goOnGrowingThroughARekeying() {
    tally.count(List.of(Sample.child(1, "net", "INSTALLED", 9, 100, 10)));
    tally.count(List.of(Sample.child(1, "net", "DELETED", 9, 150, 15)));
    var fresh = List.of(Sample.child(2, "net", "INSTALLED", 0, 5, 1));
    tally.count(fresh);
    tally.retain(fresh);

    assertThat(tally.bytesIn()).isEqualTo(155);
    assertThat(tally.bytesOut()).isEqualTo(16);
  }

  @Test
  void bytes_goOnGrowingThroughARestartOfCharon_whoseIdsStartAgain() {
    tally.count(List.of(Sample.child(1, "net", "INSTALLED", 9, 100, 10)));
    tally.charonEnded();
    tally.count(List.of(Sample.child(1, "net", "INSTALLED", 0, 7, 3)));

    assertThat(tally.bytesIn()).isEqualTo(107);
    assertThat(tally.bytesOut()).isEqualTo(13);
  }

  @Test
  void staleCounters_takeNothingAway() {
    tally.count(List.of(Sample.child(1, "net", "INSTALLED", 9, 100, 10)));
    tally.count(List.of(Sample.child(1, "net", "INSTALLED", 9, 90, 9)));

    assertThat(tally.bytesIn()).isEqualTo(100);
  }
}
