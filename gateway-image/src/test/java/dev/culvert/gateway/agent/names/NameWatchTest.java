package dev.culvert.gateway.agent.names;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NameWatchTest {
  private static final Answer FOUND = new Answer.Found(List.of("192.0.2.2"));

  private final CountDownLatch dnsAnswers = new CountDownLatch(1);
  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final NameWatch watch = new NameWatch(this::lookUp, InstantSource.system());
  private final Thread runner =
      Thread.ofVirtual().start(() -> watch.run((name, answer) -> told.add(name)));

  private Answer lookUp(String name) {
    if (name.startsWith("silent")) {
      try {
        dnsAnswers.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    return FOUND;
  }

  @AfterEach
  void stop() throws InterruptedException {
    dnsAnswers.countDown();
    runner.interrupt();
    runner.join();
  }

  @Test
  void lookupWithoutAnAnswer_holdsUpNeitherOtherNamesNorWhoeverWantsThem() throws Exception {
    watch.want(new WantedNames(Set.of("silent.example"), Set.of()));
    watch.want(new WantedNames(Set.of("silent.example", "hq.example"), Set.of()));
    assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("hq.example");

    dnsAnswers.countDown();
    assertThat(told.poll(10, TimeUnit.SECONDS)).isEqualTo("silent.example");
  }
}
