package dev.culvert.gateway.agent.tunnels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.gateway.contract.TunnelConfig.Initiation;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

class InitiatingTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  @Test
  void pauses_doubleFrom200MillisecondsTo3Seconds() {
    var state = Initiating.eagerFrom(null).missing(NOW);
    var pauses = new ArrayList<Long>();
    for (int attempt = 0; attempt < 7; attempt++) {
      state = state.attempted(NOW);
      pauses.add(Duration.between(NOW, state.due(Initiation.AT_ONCE, NOW)).toMillis());
    }

    assertThat(pauses).containsExactly(200L, 400L, 800L, 1600L, 3000L, 3000L, 3000L);
  }

  @Test
  void tunnelThatLivesForAMoment_doesNotEndTheSeries() {
    var state = Initiating.eagerFrom(null).missing(NOW).attempted(NOW).attempted(NOW);

    assertThat(state.complete(Duration.ofSeconds(1)).attempts()).isEqualTo(2);
    assertThat(state.complete(Initiating.LASTING).attempts()).isZero();
  }

  @Test
  void edit_endsTheSeries() {
    var state = Initiating.eagerFrom(null).missing(NOW).attempted(NOW).edited(NOW);

    assertThat(state.due(Initiation.AT_ONCE, NOW)).isEqualTo(NOW);
  }

  @Test
  void eagerness_lastsUntilTheTunnelIsComplete() {
    var state = Initiating.eagerFrom(NOW.plusSeconds(1)).missing(NOW);
    assertThat(state.due(Initiation.AFTER_DELAY, NOW)).isEqualTo(NOW.plusSeconds(1));

    var again = state.attempted(NOW.plusSeconds(1));
    assertThat(again.due(Initiation.AFTER_DELAY, NOW)).isEqualTo(NOW.plusMillis(1200));

    var lost = again.complete(Initiating.LASTING).missing(NOW.plusSeconds(60));
    assertThat(lost.due(Initiation.AFTER_DELAY, NOW)).isEqualTo(NOW.plusSeconds(75));
  }
}
