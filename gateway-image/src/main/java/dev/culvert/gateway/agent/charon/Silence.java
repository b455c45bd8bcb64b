package dev.culvert.gateway.agent.charon;

import java.time.Duration;

/**
 * For how long charon has left questions unanswered. One that works meanwhile is flooded, not dead:
 * to kill it would cost all tunnels and end no flood.
 *
 * @param idle unanswered questions in a row during which it did nothing
 * @param all unanswered questions in a row
 * @param cpuTime what it had used of the processors at the last question
 */
record Silence(int idle, int all, Duration cpuTime) {
  private static final int DEAD = 2;

  /** Nobody can reach its tunnels for so long that a restart is better: some five minutes. */
  private static final int LOST = 50;

  /** Its timers alone use less between two questions. */
  private static final Duration WORK = Duration.ofMillis(50);

  /** After an answer. */
  static Silence none(Duration cpuTime) {
    return new Silence(0, 0, cpuTime);
  }

  /** After one more question without answer. */
  Silence goesOn(Duration cpuTimeNow) {
    boolean works = cpuTimeNow.minus(cpuTime).compareTo(WORK) > 0;
    return new Silence(works ? 0 : idle + 1, all + 1, cpuTimeNow);
  }

  /** Whether charon has to be killed. */
  boolean isTooLong() {
    return idle >= DEAD || all >= LOST;
  }
}
