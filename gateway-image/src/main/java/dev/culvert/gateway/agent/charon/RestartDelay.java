package dev.culvert.gateway.agent.charon;

import java.time.Duration;

/**
 * How long to wait before charon is started again: not at all, unless it keeps dying young.
 *
 * @param youngDeaths deaths in a row within {@link #YOUNG} of the start
 */
record RestartDelay(int youngDeaths) {
  static final Duration YOUNG = Duration.ofSeconds(1);
  private static final int FREE = 3;
  private static final Duration FIRST = Duration.ofMillis(100);
  private static final Duration LONGEST = Duration.ofSeconds(5);

  static final RestartDelay NONE = new RestartDelay(0);

  /** The rule after one more death. */
  RestartDelay afterLifeOf(Duration life) {
    return life.compareTo(YOUNG) < 0 ? new RestartDelay(youngDeaths + 1) : NONE;
  }

  Duration delay() {
    if (youngDeaths <= FREE) {
      return Duration.ZERO;
    }
    var delay = FIRST.multipliedBy(1L << Math.min(youngDeaths - FREE - 1, 10));
    return delay.compareTo(LONGEST) < 0 ? delay : LONGEST;
  }
}
