package dev.culvert.operator.link;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How well a gateway is heard.
 *
 * @param connected whether its stream of states is up
 * @param since since when that is so
 * @param watchedSince when the operator began to care about the gateway
 * @param lastHeard when it last said something, absent while it never did
 * @param failure why the link is down, a clause for a person; absent while there is no reason yet
 */
public record GatewayHealth(
    boolean connected,
    Instant since,
    Instant watchedSince,
    @Nullable Instant lastHeard,
    @Nullable String failure) {
  /** How long a silent gateway's last state still counts (design.md section 3). */
  public static final Duration PATIENCE = Duration.ofSeconds(30);

  /** From when on nothing can be said about the gateway unless it is heard before. */
  public Instant unknownFrom() {
    return (lastHeard == null ? watchedSince : lastHeard).plus(PATIENCE);
  }

  /** Whether nothing can be said about the gateway any more. */
  public boolean isUnknown(Instant now) {
    return !now.isBefore(unknownFrom());
  }
}
