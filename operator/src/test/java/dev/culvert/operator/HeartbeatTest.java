package dev.culvert.operator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class HeartbeatTest {
  private static final Duration TEN_MINUTES = Duration.ofMinutes(10);
  private static final Duration A_MOMENT = Duration.ofMillis(1);

  private final MovedClock clock = new MovedClock();
  private final Heartbeat heartbeat = new Heartbeat(clock);
  private boolean watching = true;

  @Test
  void operatorThatWatches_isReadyAndAlive_howeverLongNobodyAsks() {
    start();
    clock.move(Duration.ofDays(1));
    assertThat(heartbeat.live()).isEmpty();
    assertThat(heartbeat.ready()).isEmpty();
  }

  @Test
  void operatorThatHasNotStarted_isNotReady_andAliveForTenMinutes() {
    assertThat(heartbeat.ready()).contains("the first listings are not in");
    clock.move(TEN_MINUTES);
    assertThat(heartbeat.live()).isEmpty();
    clock.move(A_MOMENT);
    assertThat(heartbeat.live()).contains("the first listings are not in");
  }

  @Test
  void blindOperator_isNotReady_andAliveForTenMinutes() {
    start();
    watching = false;
    assertThat(heartbeat.ready()).contains("a watch is down");
    clock.move(TEN_MINUTES);
    assertThat(heartbeat.live()).isEmpty();
    clock.move(A_MOMENT);
    assertThat(heartbeat.live()).contains("a watch is down");
  }

  @Test
  void operatorThatSeesAgain_isReadyAtOnce_andBlindnessCountsAnew() {
    start();
    watching = false;
    clock.move(TEN_MINUTES);
    watching = true;
    assertThat(heartbeat.live()).isEmpty();
    assertThat(heartbeat.ready()).isEmpty();
    watching = false;
    clock.move(TEN_MINUTES);
    assertThat(heartbeat.live()).isEmpty();
  }

  private void start() {
    heartbeat.started(() -> watching);
    assertThat(heartbeat.ready()).isEmpty();
  }

  private static final class MovedClock extends Clock {
    private Instant now = Instant.parse("2026-01-02T03:04:05Z");

    void move(Duration by) {
      now = now.plus(by);
    }

    @Override
    public Instant instant() {
      return now;
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }
}
