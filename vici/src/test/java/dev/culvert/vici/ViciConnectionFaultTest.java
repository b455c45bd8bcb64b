package dev.culvert.vici;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What breaks off in the middle of a command, and what is left then. */
@Timeout(60)
class ViciConnectionFaultTest extends WithFakeCharon {

  @Test
  void silence_isATimeout_andEndsTheConnection() throws Exception {
    var ended = new CountDownLatch(1);
    charon(peer -> {
      peer.read();
      peer.awaitEnd();
      ended.countDown();
    });
    var connection = connect(SHORT);
    assertThatExceptionOfType(ViciTimeoutException.class)
        .isThrownBy(() -> connection.request("stats", NOTHING))
        .withMessage("stats: not done by charon within 150 ms");
    ended.await();
    assertThat(connection.isOpen()).isFalse();
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> connection.request("stats", NOTHING))
        .withMessage("the connection to charon has ended")
        .withCauseInstanceOf(ViciTimeoutException.class);
  }

  @Test
  void bytesThatNeverMakeAnAnswer_areATimeout() throws Exception {
    charon(peer -> {
      peer.read();
      while (true) {
        peer.write(event("log", 1));
      }
    });
    var connection = connect(SHORT);
    assertThatExceptionOfType(ViciTimeoutException.class)
        .isThrownBy(() -> connection.request("stats", NOTHING));
  }

  @Test
  void charonThatDoesNotRead_isATimeout() throws Exception {
    var over = new CountDownLatch(1);
    charon(peer -> over.await());
    var builder = ViciSection.builder();
    IntStream.range(0, 7).forEach(i -> builder.put("v" + i, new byte[ViciValue.MAX_LENGTH]));
    var large = builder.build();
    var connection = connect(SHORT);
    assertThatExceptionOfType(ViciTimeoutException.class)
        .isThrownBy(() -> connection.request("load-conn", large));
    over.countDown();
  }

  @ParameterizedTest
  @CsvSource({
    "'', charon closed the connection",
    "00, charon closed the connection inside a packet",
    "00000005 0103, charon closed the connection inside a packet",
  })
  void endBeforeTheAnswer_isAnEndOfFile(String hex, String message) throws Exception {
    charon(peer -> {
      peer.read();
      peer.write(HexFormat.of().parseHex(hex.replace(" ", "")));
    });
    var connection = connect(AMPLE);
    assertThatExceptionOfType(EOFException.class)
        .isThrownBy(() -> connection.request("stats", NOTHING))
        .withMessage(message);
    assertThat(connection.isOpen()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "7fffffff, 'a packet of 2147483647 bytes announced, 1 to 524288 are allowed'",
    "ffffffff, 'a packet of 4294967295 bytes announced, 1 to 524288 are allowed'",
    "00000000, 'a packet of 0 bytes announced, 1 to 524288 are allowed'",
    "00000001 63, unknown packet type 99",
    "00000004 01010161, a packet ends early",
    "00000001 05, charon sent a packet that has no place here: EventConfirm",
    "00000002 0000, charon sent a packet that has no place here: CommandRequest",
  })
  void nonsense_isAProtocolException_andEndsTheConnection(String hex, String message)
      throws Exception {
    charon(peer -> {
      peer.read();
      peer.write(HexFormat.of().parseHex(hex.replace(" ", "")));
      peer.awaitEnd();
    });
    var connection = connect(AMPLE);
    assertThatExceptionOfType(ViciProtocolException.class)
        .isThrownBy(() -> connection.request("stats", NOTHING))
        .withMessage(message);
    assertThat(connection.isOpen()).isFalse();
  }

  @Test
  void charonThatDiedBetweenCommands_isAnIOException() throws Exception {
    charon(peer -> peer.answer(YES));
    var connection = connect(AMPLE);
    connection.request("version", NOTHING);
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> connection.request("version", NOTHING))
        .withMessageStartingWith("charon ");
    assertThat(connection.isOpen()).isFalse();
  }

  @Test
  void interruptWhileOthersHaveTheirTurn_doesNotEndTheConnectionUnderThem() throws Exception {
    var running = new CountDownLatch(1);
    var goOn = new Semaphore(0);
    charon(peer -> {
      peer.confirm();
      peer.read();
      running.countDown();
      peer.write(event("list-sa", 1));
      goOn.acquire();
      peer.write(new ViciPacket.CommandResponse(YES));
      peer.confirm();
    });
    var connection = connect(AMPLE);
    var held = new CountDownLatch(1);
    var first =
        CompletableFuture.supplyAsync(() -> {
          try {
            return connection.stream("list-sas", "list-sa", NOTHING, message -> held.countDown());
          } catch (IOException | ViciException e) {
            throw new AssertionError(e);
          }
        });
    held.await();
    running.await();

    Thread.currentThread().interrupt();
    assertThatExceptionOfType(InterruptedIOException.class)
        .isThrownBy(() -> connection.request("version", NOTHING))
        .withMessage("version: interrupted before it was sent");
    assertThat(Thread.interrupted()).isTrue();

    goOn.release();
    assertThat(first.get()).isEqualTo(YES);
    assertThat(connection.isOpen()).isTrue();
  }

  @Test
  void turnThatDoesNotCome_isATimeout_andTheRunningCommandGoesOn() throws Exception {
    var goOn = new Semaphore(0);
    var held = new CountDownLatch(1);
    charon(peer -> {
      peer.confirm();
      peer.read();
      peer.write(event("list-sa", 1), new ViciPacket.CommandResponse(YES));
      peer.confirm();
    });
    var connection = connect(SHORT);
    var first =
        CompletableFuture.supplyAsync(() ->
            catchThrowable(() ->
                connection.stream(
                    "list-sas",
                    "list-sa",
                    NOTHING,
                    message -> {
                      held.countDown();
                      goOn.acquireUninterruptibly();
                    })));
    held.await();
    assertThatExceptionOfType(ViciTimeoutException.class)
        .isThrownBy(() -> connection.request("version", NOTHING))
        .withMessage("version: other commands kept the connection busy until its time was up");
    assertThat(connection.isOpen()).isTrue();
    goOn.release();
    assertThat(first.get()).isInstanceOf(ViciTimeoutException.class);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void close_endsTheCommandOfAnotherThread(boolean virtual) throws Exception {
    var asked = new CountDownLatch(1);
    charon(peer -> {
      peer.read();
      asked.countDown();
      peer.awaitEnd();
    });
    var connection = connect(AMPLE);
    var thrown = new CompletableFuture<Throwable>();
    start(virtual, () -> thrown.complete(catchThrowable(() -> connection.request("x", NOTHING))));
    asked.await();
    connection.close();
    assertThat(thrown.get())
        .isInstanceOf(IOException.class)
        .hasMessage("x: the connection was closed meanwhile");
    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> connection.request("x", NOTHING))
        .withMessage("the connection to charon has ended");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void interrupt_endsTheCommandAndTheConnection_andStaysSet(boolean virtual) throws Exception {
    var asked = new CountDownLatch(1);
    charon(peer -> {
      peer.read();
      asked.countDown();
      peer.awaitEnd();
    });
    var connection = connect(AMPLE);
    var thrown = new CompletableFuture<Throwable>();
    var interrupted = new CompletableFuture<Boolean>();
    var thread =
        start(
            virtual,
            () -> {
              thrown.complete(catchThrowable(() -> connection.request("x", NOTHING)));
              interrupted.complete(Thread.currentThread().isInterrupted());
            });
    asked.await();
    thread.interrupt();
    assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
    assertThat(interrupted.get()).isTrue();
    assertThat(connection.isOpen()).isFalse();
  }

  private static Thread start(boolean virtual, Runnable task) {
    return virtual ? Thread.startVirtualThread(task) : Thread.ofPlatform().start(task);
  }
}
