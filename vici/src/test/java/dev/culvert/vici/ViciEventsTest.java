package dev.culvert.vici;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.EOFException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ViciEventsTest extends WithFakeCharon {
  private final BlockingQueue<String> received = new LinkedBlockingQueue<>();
  private final BlockingQueue<Optional<IOException>> ends = new LinkedBlockingQueue<>();

  private ViciEvents subscribe(Duration timeout, BiConsumer<String, ViciSection> consumer)
      throws Exception {
    return closedAfterwards(
        ViciEvents.subscribe(
            socket(),
            List.of("log", "ike-updown"),
            timeout,
            consumer,
            reason -> ends.add(Optional.ofNullable(reason))));
  }

  private ViciEvents subscribe() throws Exception {
    return subscribe(AMPLE, this::record);
  }

  private void record(String name, ViciSection message) {
    received.add(name + " " + message.text("number").orElseThrow());
  }

  /** 1 KiB, as a long line of log. */
  private static ViciPacket.Event large(int number) {
    return new ViciPacket.Event(
        "log",
        ViciSection.builder()
            .put("number", Integer.toString(number))
            .put("msg", "x".repeat(1000))
            .build());
  }

  private Optional<IOException> end() throws InterruptedException {
    return Optional.ofNullable(ends.poll(AMPLE.toSeconds(), TimeUnit.SECONDS)).orElseThrow();
  }

  @Test
  void events_comeInOrder_alsoThoseWhileRegistering() throws Exception {
    charon(peer -> {
      assertThat(peer.read()).isEqualTo(new ViciPacket.EventRegister("log"));
      peer.write(new ViciPacket.EventConfirm(), event("log", 1));
      assertThat(peer.read()).isEqualTo(new ViciPacket.EventRegister("ike-updown"));
      peer.write(event("log", 2), new ViciPacket.EventConfirm(), event("ike-updown", 3));
      peer.write(event("log", 4));
      peer.awaitEnd();
    });
    subscribe();
    await()
        .atMost(AMPLE)
        .untilAsserted(
            () -> assertThat(received).containsExactly("log 1", "log 2", "ike-updown 3", "log 4"));
    assertThat(ends).isEmpty();
  }

  @Test
  void charonThatDies_isToldOnce_afterItsLastEvent() throws Exception {
    charon(peer -> {
      peer.confirm();
      peer.confirm();
      peer.write(event("log", 1), event("log", 2));
    });
    subscribe(
        AMPLE,
        (name, message) -> {
          assertThat(ends).isEmpty();
          record(name, message);
        });
    assertThat(end())
        .containsInstanceOf(EOFException.class)
        .get()
        .extracting(Throwable::getMessage)
        .isEqualTo("charon closed the connection");
    assertThat(received).containsExactly("log 1", "log 2");
    assertThat(ends).isEmpty();
  }

  @Test
  void close_isToldOnce_withoutAFault() throws Exception {
    var ended = new CountDownLatch(1);
    charon(peer -> {
      peer.confirm();
      peer.confirm();
      peer.awaitEnd();
      ended.countDown();
    });
    var events = subscribe();
    events.close();
    events.close();
    assertThat(end()).isEmpty();
    ended.await();
    assertThat(ends).isEmpty();
  }

  @Test
  void close_throwsAwayWhatWaits() throws Exception {
    charon(peer -> {
      peer.confirm();
      peer.confirm();
      peer.write(event("log", 1), event("log", 2), event("log", 3));
      peer.awaitEnd();
    });
    var self = new AtomicReference<ViciEvents>();
    var subscribed = new CountDownLatch(1);
    self.set(
        subscribe(
            AMPLE,
            (name, message) -> {
              record(name, message);
              try {
                subscribed.await();
                self.get().close();
              } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
              }
            }));
    subscribed.countDown();
    assertThat(end()).isEmpty();
    assertThat(received).containsExactly("log 1");
  }

  @Test
  void slowConsumer_doesNotKeepCharonFromWriting_andMissesNothing() throws Exception {
    var rounds = 3; // each holds most of what may wait; together more
    var perRound = 1500;
    var nextRound = new Semaphore(0);
    var written = new Semaphore(0);
    charon(peer -> {
      peer.confirm();
      peer.confirm();
      for (var i = 0; i < rounds * perRound; i++) {
        if (i % perRound == 0) {
          nextRound.acquire();
        }
        peer.write(large(i));
        written.release();
      }
      peer.awaitEnd();
    });
    var goOn = new Semaphore(0);
    subscribe(
        AMPLE,
        (name, message) -> {
          goOn.acquireUninterruptibly();
          record(name, message);
        });
    for (var round = 1; round <= rounds; round++) {
      nextRound.release();
      written.acquire(perRound);
      assertThat(received).hasSize((round - 1) * perRound);
      goOn.release(perRound);
      var expected = round * perRound;
      await().atMost(AMPLE).until(() -> received.size() == expected);
    }
    assertThat(List.copyOf(received).getLast()).isEqualTo("log " + (rounds * perRound - 1));
    assertThat(ends).isEmpty();
  }

  @Test
  void consumerThatFallsTooFarBehind_losesTheConnection_notSingleEvents() throws Exception {
    var brokenOff = new CountDownLatch(1);
    charon(peer -> {
      peer.confirm();
      peer.confirm();
      try {
        for (var i = 0; true; i++) {
          peer.write(large(i));
        }
      } catch (IOException e) {
        brokenOff.countDown();
      }
    });
    var goOn = new CountDownLatch(1);
    subscribe(
        AMPLE,
        (name, message) -> {
          try {
            goOn.await();
          } catch (InterruptedException e) {
            throw new AssertionError(e);
          }
          record(name, message);
        });
    brokenOff.await();
    goOn.countDown();
    assertThat(end().orElseThrow()).hasMessageStartingWith("the consumer is too slow: ");
    var numbers = List.copyOf(received);
    assertThat(numbers).hasSizeGreaterThan(1000);
    for (var i = 0; i < numbers.size(); i++) {
      assertThat(numbers.get(i)).isEqualTo("log " + i);
    }
  }

  @Test
  void consumerThatThrows_endsTheConnection() throws Exception {
    var ended = new CountDownLatch(1);
    charon(peer -> {
      peer.confirm();
      peer.confirm();
      peer.write(event("log", 1));
      peer.awaitEnd();
      ended.countDown();
    });
    var failure = new IllegalStateException("no");
    subscribe(
        AMPLE,
        (name, message) -> {
          throw failure;
        });
    assertThat(end().orElseThrow()).hasMessage("the consumer of events failed").hasCause(failure);
    ended.await();
    assertThat(ends).isEmpty();
  }

  @Test
  void nonsense_endsTheConnection() throws Exception {
    charon(peer -> {
      peer.confirm();
      peer.confirm();
      peer.write(new ViciPacket.CommandResponse(ViciSection.empty()));
      peer.awaitEnd();
    });
    subscribe();
    assertThat(end().orElseThrow())
        .isInstanceOf(ViciProtocolException.class)
        .hasMessage("charon sent a packet that has no place here: CommandResponse");
  }

  @Test
  void unknownEvent_isAnException() throws Exception {
    var charon =
        charon(peer -> {
          peer.confirm();
          peer.read();
          peer.write(new ViciPacket.EventUnknown());
          peer.awaitEnd();
        });
    assertThatExceptionOfType(ViciException.class)
        .isThrownBy(this::subscribe)
        .withMessage("ike-updown: charon knows no such event");
    assertThat(charon.failures()).isEmpty();
    assertThat(ends).isEmpty();
  }

  @Test
  void registrationWithoutAnswer_isATimeout() throws Exception {
    var ended = new CountDownLatch(1);
    charon(peer -> {
      peer.confirm();
      peer.read();
      peer.awaitEnd();
      ended.countDown();
    });
    assertThatExceptionOfType(ViciTimeoutException.class)
        .isThrownBy(() -> subscribe(SHORT, this::record))
        .withMessageEndingWith("not done by charon within 150 ms");
    ended.await();
    assertThat(ends).isEmpty();
  }
}
