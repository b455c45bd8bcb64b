package dev.culvert.operator.pod;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on keys: on each by one thread at a time, on several at once. What is asked for while a key
 * is being worked on is done once, afterwards; what fails is done again, more and more rarely.
 *
 * @param <K> what is worked on
 */
final class WorkLoop<K> {
  private static final Logger LOG = LoggerFactory.getLogger(WorkLoop.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final int MOST_DOUBLINGS = 7;

  private enum State {
    WORKING,
    ASKED_AGAIN
  }

  private final Consumer<K> work;
  private final Map<K, State> states = new ConcurrentHashMap<>();
  private final Map<K, Integer> failures = new ConcurrentHashMap<>();
  private volatile boolean open;

  WorkLoop(Consumer<K> work) {
    this.work = work;
  }

  /** Takes requests from now on. */
  void open() {
    open = true;
  }

  /** Takes no more requests; work that is being done ends by itself. */
  void close() {
    open = false;
  }

  /** Asks for work on the key, to be begun at once or right after what is being done. */
  void submit(K key) {
    if (open && states.merge(key, State.WORKING, (a, b) -> State.ASKED_AGAIN) == State.WORKING) {
      Thread.ofVirtual().name("members-" + key).start(() -> run(key));
    }
  }

  private void run(K key) {
    do {
      try {
        work.accept(key);
        failures.remove(key);
      } catch (RuntimeException e) {
        againLater(key, e);
      }
    } while (states.computeIfPresent(
            key, (k, state) -> state == State.ASKED_AGAIN && open ? State.WORKING : null)
        != null);
  }

  private static Throwable rootOf(Throwable failure) {
    return failure.getCause() == null ? failure : rootOf(failure.getCause());
  }

  private void againLater(K key, RuntimeException failure) {
    int before = failures.merge(key, 1, Integer::sum) - 1;
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(before, MOST_DOUBLINGS));
    if (before == 0) {
      LOG.warn("addresses of {} are looked at again", key, failure);
    } else {
      LOG.warn("addresses of {} are looked at again: {}", key, rootOf(failure).toString());
    }
    Thread.ofVirtual()
        .start(() -> {
          try {
            Thread.sleep(pause);
            submit(key);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
  }
}
