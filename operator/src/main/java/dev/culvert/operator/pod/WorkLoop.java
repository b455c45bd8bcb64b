package dev.culvert.operator.pod;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Works on keys: on each by one thread at a time, on several at once. What is asked for while a key
 * is being worked on is done once, afterwards; what fails, or says that it is not done, is done
 * again, more and more rarely.
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

  private final Predicate<K> work;
  private final Map<K, State> states = new ConcurrentHashMap<>();
  private final Map<K, Integer> attempts = new ConcurrentHashMap<>();
  private volatile boolean open;

  /**
   * @param work works on a key; false if it has to be done again
   */
  WorkLoop(Predicate<K> work) {
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
        if (work.test(key)) {
          attempts.remove(key);
        } else {
          LOG.debug("addresses of {} are not as planned yet", key);
          againLater(key);
        }
      } catch (RuntimeException e) {
        log(key, e);
        againLater(key);
      }
    } while (states.computeIfPresent(
            key, (k, state) -> state == State.ASKED_AGAIN && open ? State.WORKING : null)
        != null);
  }

  private static Throwable rootOf(Throwable failure) {
    return failure.getCause() == null ? failure : rootOf(failure.getCause());
  }

  private void log(K key, RuntimeException failure) {
    if (attempts.containsKey(key)) {
      LOG.warn("addresses of {} are looked at again: {}", key, rootOf(failure).toString());
    } else {
      LOG.warn("addresses of {} are looked at again", key, failure);
    }
  }

  private void againLater(K key) {
    int before = attempts.merge(key, 1, Integer::sum) - 1;
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(before, MOST_DOUBLINGS));
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
