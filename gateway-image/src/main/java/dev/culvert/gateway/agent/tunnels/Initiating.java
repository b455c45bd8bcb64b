package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.contract.TunnelConfig.Initiation;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When this end starts the next attempt at a tunnel.
 *
 * @param missingSince since when something of the tunnel is missing, absent while it is complete
 * @param eagerFrom from then on this end does not leave it to the peer to start, until the tunnel
 *     is complete
 * @param attempts attempts since the tunnel was last complete for {@link #LASTING}, or edited
 * @param notBefore the back-off after the last attempt
 */
record Initiating(
    @Nullable Instant missingSince,
    @Nullable Instant eagerFrom,
    int attempts,
    @Nullable Instant notBefore) {
  /** How long an end that expects the other one to start waits for it. */
  static final Duration DELAY = Duration.ofSeconds(15);

  /** A tunnel that lives shorter than this has not succeeded: a peer may accept and then refuse. */
  static final Duration LASTING = Duration.ofSeconds(5);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

  /** Short enough for a repaired fault to be connected within five seconds. */
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(3);

  /** Of a tunnel nobody has tried to establish yet. */
  static Initiating eagerFrom(@Nullable Instant time) {
    return new Initiating(null, time, 0, null);
  }

  /** After an edit: earlier failures say nothing about what is wanted now. */
  Initiating edited(Instant eagerFromThen) {
    return new Initiating(missingSince, eagerFromThen, 0, null);
  }

  /** While something is missing. */
  Initiating missing(Instant now) {
    return missingSince == null ? new Initiating(now, eagerFrom, attempts, notBefore) : this;
  }

  /** While everything is there; {@code age} is the age of the youngest CHILD_SA. */
  Initiating complete(Duration age) {
    return age.compareTo(LASTING) < 0
        ? new Initiating(null, null, attempts, notBefore)
        : new Initiating(null, null, 0, null);
  }

  /** After an attempt was started. */
  Initiating attempted(Instant now) {
    return new Initiating(missingSince, eagerFrom, attempts + 1, now.plus(pause(attempts)));
  }

  /** Whether this end is in a series of attempts. */
  boolean isTrying() {
    return attempts > 0 && missingSince != null;
  }

  /** When the next attempt is due, absent if this end never starts one. */
  @Nullable Instant due(Initiation initiation, Instant now) {
    var since = missingSince == null ? now : missingSince;
    var first =
        switch (initiation) {
          case AT_ONCE -> since;
          case AFTER_DELAY -> earlier(since.plus(DELAY), eagerFrom);
          case NEVER -> null;
        };
    return first == null ? null : later(first, notBefore);
  }

  private static Duration pause(int attempts) {
    var pause = FIRST_PAUSE.multipliedBy(1L << Math.min(attempts, 10));
    return pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE;
  }

  private static Instant earlier(Instant one, @Nullable Instant other) {
    return other != null && other.isBefore(one) ? other : one;
  }

  private static Instant later(Instant one, @Nullable Instant other) {
    return other != null && other.isAfter(one) ? other : one;
  }
}
