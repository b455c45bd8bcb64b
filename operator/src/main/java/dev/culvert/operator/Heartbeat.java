package dev.culvert.operator;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ready while the operator sees the cluster. Alive as long as it saw it not too long ago: an API
 * server that is away for a while is no reason to restart, watches that never come back are.
 */
final class Heartbeat {
  private static final Duration LONGEST_BLINDNESS = Duration.ofMinutes(10);

  private final Clock clock;
  private volatile @Nullable BooleanSupplier watching;
  private volatile Instant lastSeen;

  Heartbeat(Clock clock) {
    this.clock = clock;
    this.lastSeen = clock.instant();
  }

  /** The first listings are in; from now on the supplier says whether the watches stand. */
  void started(BooleanSupplier isWatching) {
    watching = isWatching;
  }

  /** Why the operator is not ready. */
  Optional<String> ready() {
    BooleanSupplier supplier = watching;
    if (supplier == null) {
      return Optional.of("the first listings are not in");
    }
    if (!supplier.getAsBoolean()) {
      return Optional.of("a watch is down");
    }
    lastSeen = clock.instant();
    return Optional.empty();
  }

  /** Why the operator should be restarted. */
  Optional<String> live() {
    return ready().filter(reason -> clock.instant().isAfter(lastSeen.plus(LONGEST_BLINDNESS)));
  }
}
