package dev.culvert.node.agent.keeper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.node.agent.plan.Claim;
import dev.culvert.node.agent.plan.Samples;
import dev.culvert.node.agent.plan.Waiting;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WaitingTimesTest {
  private static final Instant NOW = Instant.parse("2026-11-26T10:00:00Z");
  private static final Claim CLAIM = Samples.claim(7, 4, "one");

  private final WaitingTimes times = new WaitingTimes();

  @Test
  void waitingForAMoment_isNotTold_butWhenItLasts() {
    assertThat(times.verdicts(Map.of(CLAIM, Waiting.FOR_SANDBOX), NOW)).isEmpty();
    assertThat(times.due(NOW)).isEqualTo(NOW.plusSeconds(5));
    assertThat(times.verdicts(Map.of(CLAIM, Waiting.FOR_SANDBOX), NOW.plusSeconds(5)))
        .hasEntrySatisfying(
            CLAIM, verdict -> assertThat(verdict.reason()).isEqualTo("SandboxNotFound"));
    assertThat(times.due(NOW.plusSeconds(5))).isEqualTo(Instant.MAX);
  }

  @Test
  void waitingForSomethingElse_isAnotherWait() {
    times.verdicts(Map.of(CLAIM, Waiting.FOR_SEGMENT), NOW);

    assertThat(times.verdicts(Map.of(CLAIM, Waiting.FOR_SANDBOX), NOW.plusSeconds(5))).isEmpty();
  }
}
