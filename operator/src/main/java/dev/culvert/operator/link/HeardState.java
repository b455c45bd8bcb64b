package dev.culvert.operator.link;

import dev.culvert.gateway.contract.GatewayConfig;
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
  private @Nullable Rejection rejection;

  HeardState(Clock clock) {
    this.clock = clock;
    watchedSince = clock.instant();
    since = watchedSince;
  }

  /** The first document of a stream: always news, and newer than anything heard before. */
  synchronized boolean connected(GatewayState state) {
    take(state);
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
    take(state);
    return before == null || StateChange.isBetween(before, state);
  }

  /** A pushed document was taken, with the given state as the answer. */
  synchronized boolean taken(GatewayState state) {
    boolean rejectedBefore = rejection != null;
    rejection = null;
    return heard(state) || rejectedBefore;
  }

  /** A pushed document cannot be used: news once for each document, whatever the words. */
  synchronized boolean rejected(GatewayConfig document, String sentence) {
    Rejection before = rejection;
    rejection = new Rejection(document.epoch(), document.revision(), sentence);
    return before == null || !before.isAbout(document);
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

  synchronized Optional<Rejection> rejection() {
    return Optional.ofNullable(rejection);
  }

  private void take(GatewayState state) {
    latest = state;
    if (rejection != null && rejection.isOvertakenBy(state)) {
      rejection = null;
    }
  }
}
