package dev.culvert.gateway.agent.runtime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * A clock that always moves on at the pace of real time, also when the machine's clock is set. It
 * begins at the machine's time. Decisions go by it; what is reported goes by {@link #wallTime}.
 */
public final class SteadyClock implements InstantSource {
  private final InstantSource wall;
  private final LongSupplier nanos;
  private final Instant start;
  private final long startNanos;

  /** A clock that begins at the machine's time now. */
  public SteadyClock() {
    this(InstantSource.system(), System::nanoTime);
  }

  SteadyClock(InstantSource wall, LongSupplier nanos) {
    this.wall = wall;
    this.nanos = nanos;
    this.start = wall.instant();
    this.startNanos = nanos.getAsLong();
  }

  @Override
  public Instant instant() {
    return start.plusNanos(nanos.getAsLong() - startNanos);
  }

  /** What the machine's clock, as it is set now, says of a time of this clock. */
  public Instant wallTime(Instant time) {
    return wall.instant().minus(Duration.between(time, instant()));
  }
}
