package dev.culvert.gateway.agent.charon;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SilenceTest {

  @Test
  void charonThatNeitherAnswersNorWorks_isDeadAfterTwoQuestions() {
    var silence = Silence.none(Duration.ofSeconds(7));
    silence = silence.goesOn(Duration.ofMillis(7_010));
    assertThat(silence.isTooLong()).isFalse();

    assertThat(silence.goesOn(Duration.ofMillis(7_020)).isTooLong()).isTrue();
  }

  @Test
  void floodedCharon_isLeftAlive_forMinutes() {
    var silence = Silence.none(Duration.ZERO);
    for (int question = 1; question < 50; question++) {
      silence = silence.goesOn(Duration.ofSeconds(question));
      assertThat(silence.isTooLong()).isFalse();
    }

    assertThat(silence.goesOn(Duration.ofMinutes(5)).isTooLong()).isTrue();
  }

  @Test
  void answer_endsTheCount() {
    var silence = Silence.none(Duration.ZERO).goesOn(Duration.ZERO);
    silence = Silence.none(Duration.ZERO).goesOn(Duration.ZERO);

    assertThat(silence.isTooLong()).isFalse();
  }
}
