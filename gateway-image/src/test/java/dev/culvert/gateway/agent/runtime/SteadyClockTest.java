package dev.culvert.gateway.agent.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class SteadyClockTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

  private final AtomicReference<Instant> wall = new AtomicReference<>(START);
  private final AtomicLong nanos = new AtomicLong(-5);
  private final SteadyClock clock = new SteadyClock(wall::get, nanos::get);

  @Test
  void machinesClockSetBack_doesNotStopIt() {
    wall.set(START.minus(Duration.ofHours(1)));
    nanos.addAndGet(Duration.ofSeconds(3).toNanos());

    assertThat(clock.instant()).isEqualTo(START.plusSeconds(3));
  }

  @Test
  void whatIsReported_goesByTheMachinesClockAsItIsNow() {
    var before = clock.instant();
    nanos.addAndGet(Duration.ofSeconds(10).toNanos());
    wall.set(START.minus(Duration.ofHours(1)));

    assertThat(clock.wallTime(clock.instant())).isEqualTo(START.minus(Duration.ofHours(1)));
    assertThat(clock.wallTime(before)).isEqualTo(START.minus(Duration.ofHours(1)).minusSeconds(10));
  }
}
