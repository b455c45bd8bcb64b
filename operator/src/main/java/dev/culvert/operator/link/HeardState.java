package dev.culvert.operator.link;

import dev.culvert.gateway.contract.GatewayState;
import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was heard of one gateway, over all the links there were to it: a new pod's link does not
 * forget what the old pod said last. Methods that return a boolean say whether something changed
 * that a reader should look at.
 */
final class HeardState {
  private final Clock clock;
  private final Instant watchedSince;
  private boolean connected;
  private Instant since;
  private @Nullable Instant lastHeard;
  private @Nullable String failure;
  private @Nullable GatewayState latest;

  HeardState(Clock clock) {
    this.clock = clock;
    watchedSince = clock.instant();
    since = watchedSince;
  }

  /** The first document of a stream: always news, and newer than anything heard before. */
  synchronized boolean connected(GatewayState state) {
    latest = state;
    lastHeard = clock.instant();
    since = lastHeard;
    connected = true;
    failure = null;
    return true;
  }

  /** A further document; one that an answer overtook is dropped. */
  synchronized boolean heard(GatewayState state) {
    lastHeard = clock.instant();
    GatewayState before = latest;
    if (before != null && state.sequence() <= before.sequence()) {
      return false;
    }
    latest = state;
    return before == null || StateChange.isBetween(before, state);
  }

  /** No stream now, for the given reason. */
  synchronized boolean disconnected(String reason) {
    boolean was = connected;
    if (was) {
      since = clock.instant();
    }
    connected = false;
    failure = reason;
    return was;
  }

  synchronized GatewayHealth health() {
    return new GatewayHealth(connected, since, watchedSince, lastHeard, failure);
  }

  synchronized Optional<GatewayState> latest() {
    return Optional.ofNullable(latest);
  }
}
