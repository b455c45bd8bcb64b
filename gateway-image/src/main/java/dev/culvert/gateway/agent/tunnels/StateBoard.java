package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.contract.GatewayState;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The newest state, for any number of readers at their own pace: a slow one misses documents in
 * between, never the newest, and holds up nobody. Thread-safe.
 */
public final class StateBoard {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private @Nullable GatewayState newest;

  /** Puts up a state, unless it differs from the present one in its sequence only. */
  void put(GatewayState state) {
    lock.lock();
    try {
      var before = newest;
      if (before == null || !state.equals(numbered(before, state.sequence()))) {
        newest = numbered(state, before == null ? 1 : before.sequence() + 1);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** The newest state, if one was put up yet. */
  public Optional<GatewayState> newest() {
    lock.lock();
    try {
      return Optional.ofNullable(newest);
    } finally {
      lock.unlock();
    }
  }

  /** The newest state once it fits; after the given time whatever it is. */
  public Optional<GatewayState> await(Predicate<GatewayState> fits, Duration atMost)
      throws InterruptedException {
    long left = atMost.toNanos();
    lock.lockInterruptibly();
    try {
      while (left > 0 && (newest == null || !fits.test(newest))) {
        left = changed.awaitNanos(left);
      }
      return Optional.ofNullable(newest);
    } finally {
      lock.unlock();
    }
  }

  private static GatewayState numbered(GatewayState state, long sequence) {
    return new GatewayState(
        state.contractVersion(),
        state.gateway(),
        state.epoch(),
        state.revision(),
        sequence,
        state.dataplane(),
        state.charon(),
        state.tunnels(),
        state.problems());
  }
}
