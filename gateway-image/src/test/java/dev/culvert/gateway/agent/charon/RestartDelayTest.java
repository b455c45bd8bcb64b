package dev.culvert.gateway.agent.charon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RestartDelayTest {

  @Test
  void charonThatDiesAfterWork_isStartedAgainAtOnce_howeverOften() {
    var delay = RestartDelay.NONE;
    for (int death = 0; death < 100; death++) {
      delay = delay.afterLifeOf(Duration.ofSeconds(2));
      assertThat(delay.delay()).isZero();
    }
  }

  @Test
  void charonThatKeepsDyingYoung_isGivenTime() {
    var delays =
        Stream.iterate(RestartDelay.NONE, d -> d.afterLifeOf(Duration.ofMillis(50)))
            .limit(12)
            .mapToLong(d -> d.delay().toMillis());

    assertThat(delays.toArray())
        .isEqualTo(LongStream.of(0, 0, 0, 0, 100, 200, 400, 800, 1600, 3200, 5000, 5000).toArray());
  }
}
