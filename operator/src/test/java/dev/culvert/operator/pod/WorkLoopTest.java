package dev.culvert.operator.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class WorkLoopTest {
  private final List<String> done = new CopyOnWriteArrayList<>();

  @Test
  void whatIsAskedForWhileAKeyIsWorkedOn_isDoneOnceAfterwards() {
    var mayEnd = new CountDownLatch(1);
    var begun = new AtomicInteger();
    var loop =
        open(key -> {
          begun.incrementAndGet();
          wait(mayEnd);
          done.add(key);
        });
    loop.submit("a");
    await().until(() -> begun.get() == 1);
    for (int i = 0; i < 9; i++) {
      loop.submit("a");
    }
    mayEnd.countDown();
    await().until(() -> done.size() == 2);
    loop.submit("b");
    await().until(() -> done.contains("b"));
    assertThat(done).containsExactly("a", "a", "b");
  }

  @Test
  void oneKey_doesNotWaitForAnother() {
    var mayEnd = new CountDownLatch(1);
    var loop =
        open(key -> {
          if (key.equals("slow")) {
            wait(mayEnd);
          }
          done.add(key);
        });
    loop.submit("slow");
    loop.submit("fast");
    await().until(() -> done.contains("fast"));
    assertThat(done).doesNotContain("slow");
    mayEnd.countDown();
  }

  @Test
  void whatFails_isDoneAgain() {
    var loop =
        open(key -> {
          done.add(key);
          if (done.size() < 3) {
            throw new IllegalStateException("not yet");
          }
        });
    loop.submit("a");
    await().until(() -> done.size() == 3);
  }

  /** A pass that follows at once would ask the API server as often as it answers. */
  @Test
  void whatIsNotDoneYet_isDoneAgain_moreAndMoreRarely() {
    List<Long> times = new CopyOnWriteArrayList<>();
    var loop =
        new WorkLoop<String>(key -> {
          times.add(System.nanoTime());
          return times.size() == 4;
        });
    loop.open();
    loop.submit("a");
    await().until(() -> times.size() == 4);
    for (int i = 1; i < 4; i++) {
      // 100, 200, 400 ms
      assertThat(Duration.ofNanos(times.get(i) - times.get(i - 1)))
          .isGreaterThanOrEqualTo(Duration.ofMillis(90L << (i - 1)));
    }
  }

  @Test
  void nothingIsDone_beforeItIsOpenAndOnceItIsClosed() {
    var loop = new WorkLoop<String>(done::add);
    loop.submit("early");
    loop.open();
    loop.submit("a");
    await().until(() -> done.contains("a"));
    loop.close();
    loop.submit("late");
    assertThat(done).containsExactly("a");
  }

  private static WorkLoop<String> open(Consumer<String> work) {
    var loop =
        new WorkLoop<String>(key -> {
          work.accept(key);
          return true;
        });
    loop.open();
    return loop;
  }

  private static void wait(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
