package dev.culvert.node.agent.keeper;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Wakes the keeper. What is told while it works counts for its next pass; nothing is lost. */
public final class Signal {
  private final BlockingQueue<Boolean> changes = new ArrayBlockingQueue<>(1);

  /** Something may have changed. */
  public void wake() {
    changes.offer(true);
  }

  /** Waits until something has changed since the last time, or for the given time. */
  void await(Duration longest) throws InterruptedException {
    changes.poll(longest.toMillis(), TimeUnit.MILLISECONDS);
  }
}
