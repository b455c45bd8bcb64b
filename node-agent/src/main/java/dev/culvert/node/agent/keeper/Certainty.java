package dev.culvert.node.agent.keeper;

import dev.culvert.node.agent.cluster.Shown;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether what is not shown is no more. A new connection may be to an API server that is behind the
 * one before, and then its listing lacks what is there; the rest comes within seconds.
 */
final class Certainty {
  static final Duration SETTLED = Duration.ofSeconds(10);

  private @Nullable Shown last;
  private @Nullable Instant since;

  /** Whether it is so now; to be asked in each pass. */
  boolean of(Shown shown, Instant now) {
    if (shown != last || !shown.isListed()) {
      last = shown;
      since = null;
    }
    if (since == null && shown.isListed()) {
      since = now;
    }
    return since != null && !since.plus(SETTLED).isAfter(now);
  }
}
