package dev.culvert.vici;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Packets that were read and not yet handed to the consumer, bounded by their bytes. Putting never
 * waits; taking does.
 */
final class EventBacklog {
  /** What a small packet costs in memory besides its bytes. */
  private static final int OVERHEAD = 64;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<byte[]> packets = new ArrayDeque<>();
  private final long limit;
  private long held;
  private boolean ended;
  private @Nullable IOException reason;

  EventBacklog(long limit) {
    this.limit = limit;
  }

  /**
   * Adds a packet.
   *
   * @throws IOException if it does not fit
   */
  void put(byte[] packet) throws IOException {
    lock.lock();
    try {
      if (held + packet.length + OVERHEAD > limit) {
        throw new IOException(
            "the consumer is too slow: %d events (%d bytes) wait for it"
                .formatted(packets.size(), held));
      }
      held += packet.length + OVERHEAD;
      packets.add(packet);
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  /** Says that no packet will follow, and why; the first word counts. */
  void end(@Nullable IOException why) {
    lock.lock();
    try {
      if (!ended) {
        ended = true;
        reason = why;
        changed.signal();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends at once: what waits is thrown away. */
  void discard() {
    lock.lock();
    try {
      packets.clear();
      held = 0;
      end(null);
    } finally {
      lock.unlock();
    }
  }

  /** Waits for the next packet; null after the last. */
  byte @Nullable [] take() {
    lock.lock();
    try {
      while (packets.isEmpty() && !ended) {
        changed.awaitUninterruptibly();
      }
      var packet = packets.poll();
      if (packet != null) {
        held -= packet.length + OVERHEAD;
      }
      return packet;
    } finally {
      lock.unlock();
    }
  }

  /** Why it ended, null if it was meant to. */
  @Nullable IOException reason() {
    lock.lock();
    try {
      return reason;
    } finally {
      lock.unlock();
    }
  }
}
