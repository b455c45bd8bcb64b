package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.agent.tunnels.Reasons.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Brings the end of an IKE_SA and its explanation together: charon says them in either order, and
 * of many ends, or of many explanations, only one. What stays single is forgotten. Not thread-safe.
 */
final class Endings {
  /** The two come within milliseconds of each other. */
  private static final Duration APART = Duration.ofSeconds(5);

  private final Map<Long, Explained> explained = new HashMap<>();
  private final Map<Long, Instant> unexplained = new HashMap<>();

  /** Takes an explanation; returns it if the IKE_SA has ended already. */
  @Nullable Reason explained(long ikeSa, Reason reason, Instant now) {
    forget(now);
    if (unexplained.remove(ikeSa) != null) {
      return reason;
    }
    explained.put(ikeSa, new Explained(reason, now));
    return null;
  }

  /** Takes an end; returns why, if that was said already. */
  @Nullable Reason ended(long ikeSa, Instant now) {
    forget(now);
    var why = explained.remove(ikeSa);
    if (why != null) {
      return why.reason();
    }
    unexplained.put(ikeSa, now);
    return null;
  }

  /** An IKE_SA that was replaced by rekeying has not ended. */
  void rekeyed(long ikeSa) {
    explained.remove(ikeSa);
    unexplained.remove(ikeSa);
  }

  void clear() {
    explained.clear();
    unexplained.clear();
  }

  /** How many wait for their other half. */
  int waiting() {
    return explained.size() + unexplained.size();
  }

  private void forget(Instant now) {
    var since = now.minus(APART);
    explained.values().removeIf(one -> one.at().isBefore(since));
    unexplained.values().removeIf(at -> at.isBefore(since));
  }

  private record Explained(Reason reason, Instant at) {}
}
