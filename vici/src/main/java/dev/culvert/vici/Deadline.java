package dev.culvert.vici;

import java.time.Duration;

/**
 * Until when something must be done, by the monotonic clock.
 *
 * @param what what is waited for, for the message when it is late
 * @param allowed how long it may take in all
 * @param end the end, in {@link System#nanoTime} nanoseconds
 */
record Deadline(String what, Duration allowed, long end) {
  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  static Deadline after(Duration allowed, String what) {
    return new Deadline(what, allowed, System.nanoTime() + allowed.toNanos());
  }

  static Deadline never() {
    return after(FOR_EVER, "for ever");
  }

  /** A time-out for {@link #after}, if it is one: positive, below a hundred years. */
  static Duration checked(Duration timeout) {
    if (!timeout.isPositive() || timeout.compareTo(FOR_EVER) > 0) {
      throw new IllegalArgumentException("a time-out of " + timeout);
    }
    return timeout;
  }

  /**
   * What is left, in nanoseconds, more than 0.
   *
   * @throws ViciTimeoutException if nothing is left
   */
  long remainingNanos() throws ViciTimeoutException {
    var remaining = end - System.nanoTime();
    if (remaining <= 0) {
      throw new ViciTimeoutException(
          "%s: not done by charon within %d ms".formatted(what, allowed.toMillis()));
    }
    return remaining;
  }

  /** What is left, in milliseconds rounded up, at least 1. */
  long remainingMillis() throws ViciTimeoutException {
    return (remainingNanos() + 999_999) / 1_000_000;
  }
}
