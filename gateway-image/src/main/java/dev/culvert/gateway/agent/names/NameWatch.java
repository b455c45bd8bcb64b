package dev.culvert.gateway.agent.names;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

/**
 * Looks wanted names up again and again, each look-up on a virtual thread of its own: one that DNS
 * leaves without an answer holds up nothing else. Thread-safe.
 */
public final class NameWatch {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final LookupTimes times = new LookupTimes();
  private final NameLookups lookups;
  private final InstantSource clock;

  public NameWatch(SystemLookups lookups, InstantSource clock) {
    this((NameLookups) lookups, clock);
  }

  NameWatch(NameLookups lookups, InstantSource clock) {
    this.lookups = lookups;
    this.clock = clock;
  }

  /** Replaces what is looked up; returns at once. */
  public void want(WantedNames wanted) {
    lock.lock();
    try {
      times.want(wanted);
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Runs until interrupted.
   *
   * @param told is told each answer, by several threads, and must not block
   */
  public void run(BiConsumer<String, Answer> told) {
    lock.lock();
    try {
      while (true) {
        var now = clock.instant();
        times.start(now).forEach(name -> start(name, told));
        var next = times.next();
        if (next.isEmpty()) {
          changed.await();
        } else {
          var left = Duration.between(now, next.get());
          changed.await(left.toMillis() + 1, TimeUnit.MILLISECONDS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void start(String name, BiConsumer<String, Answer> told) {
    Thread.ofVirtual().name("lookup-" + name).start(() -> lookUp(name, told));
  }

  private void lookUp(String name, BiConsumer<String, Answer> told) {
    var answer = lookups.lookUp(name);
    if (ended(name, answer, clock.instant())) {
      told.accept(name, answer);
    }
  }

  private boolean ended(String name, Answer answer, Instant now) {
    lock.lock();
    try {
      changed.signalAll();
      return times.ended(name, answer instanceof Answer.Failed, now);
    } finally {
      lock.unlock();
    }
  }
}
