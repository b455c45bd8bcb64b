package dev.culvert.operator.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class LinkSettingsTest {
  private final LinkSettings settings = LinkSettings.standard();

  @Test
  void pauses_doubleFromFiftyMillisecondsToTwoSeconds() {
    assertThat(settings.pauseAfter(1)).isEqualTo(Duration.ofMillis(50));
    assertThat(settings.pauseAfter(2)).isEqualTo(Duration.ofMillis(100));
    assertThat(settings.pauseAfter(6)).isEqualTo(Duration.ofMillis(1_600));
    assertThat(settings.pauseAfter(7)).isEqualTo(Duration.ofSeconds(2));
  }

  @Property
  void pause_neverShrinksAndNeverPassesTheLongest(@ForAll @IntRange(min = 1) int failures) {
    Duration pause = settings.pauseAfter(failures);
    assertThat(pause).isBetween(settings.shortestPause(), settings.longestPause());
    if (failures < Integer.MAX_VALUE) {
      assertThat(settings.pauseAfter(failures + 1)).isGreaterThanOrEqualTo(pause);
    }
  }
}
