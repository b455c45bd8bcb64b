package dev.culvert.vici;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.util.HexFormat;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ViciConnectionTest extends WithFakeCharon {

  @Test
  void request_carriesTheMessage_andReturnsTheAnswer() throws Exception {
    var charon =
        charon(peer -> {
          assertThat(peer.read())
              .isEqualTo(new ViciPacket.CommandRequest("load-conn", numbered(1)));
          peer.write(new ViciPacket.CommandResponse(numbered(2)));
          peer.awaitEnd();
        });
    assertThat(connect(AMPLE).request("load-conn", numbered(1))).isEqualTo(numbered(2));
    assertThat(charon.failures()).isEmpty();
  }

  @Test
  void answerThatComesByteByByte_isPutTogether() throws Exception {
    charon(peer -> {
      peer.read();
      for (var one : FakeCharon.frames(new ViciPacket.CommandResponse(numbered(7)))) {
        peer.write(new byte[] {one});
      }
      peer.awaitEnd();
    });
    assertThat(connect(AMPLE).request("version", NOTHING)).isEqualTo(numbered(7));
  }

  @Test
  void answerOfTheLargestSize_isTaken() throws Exception {
    var value = new byte[ViciValue.MAX_LENGTH];
    var builder = ViciSection.builder();
    IntStream.range(0, 7).forEach(i -> builder.put("v" + i, value));
    var large = builder.build();
    charon(peer -> peer.write(new ViciPacket.CommandResponse(echo(peer))));
    assertThat(connect(AMPLE).request("echo", large)).isEqualTo(large);
  }

  @Test
  void eventsBeforeTheAnswer_areNoAnswer() throws Exception {
    charon(peer -> {
      peer.read();
      peer.write(event("log", 1), event("log", 2), new ViciPacket.CommandResponse(YES));
      peer.awaitEnd();
    });
    assertThat(connect(AMPLE).request("version", NOTHING)).isEqualTo(YES);
  }

  @Test
  void refusal_isAnExceptionWithCharonsWords_andTheConnectionGoesOn() throws Exception {
    charon(peer -> {
      peer.answer(NO);
      peer.answer(ViciSection.builder().put("success", "no").build());
      peer.answer(YES);
    });
    var connection = connect(AMPLE);
    assertThatExceptionOfType(ViciException.class)
        .isThrownBy(() -> connection.request("terminate", NOTHING))
        .withMessage("terminate: not today")
        .returns("terminate", ViciException::request)
        .returns("not today", ViciException::reason);
    assertThatExceptionOfType(ViciException.class)
        .isThrownBy(() -> connection.request("terminate", NOTHING))
        .withMessage("terminate: failed, no reason given");
    assertThat(connection.request("terminate", NOTHING)).isEqualTo(YES);
  }

  @Test
  void exchange_returnsARefusalAsItIs() throws Exception {
    charon(peer -> peer.answer(NO));
    assertThat(connect(AMPLE).exchange("terminate", NOTHING)).isEqualTo(NO);
  }

  @Test
  void unknownCommand_isAnException_andTheConnectionGoesOn() throws Exception {
    charon(peer -> {
      peer.read();
      peer.write(new ViciPacket.CommandUnknown());
      peer.answer(YES);
    });
    var connection = connect(AMPLE);
    assertThatExceptionOfType(ViciException.class)
        .isThrownBy(() -> connection.exchange("sing", NOTHING))
        .withMessage("sing: charon knows no such command");
    assertThat(connection.request("version", NOTHING)).isEqualTo(YES);
  }

  @Test
  void requestTooLongForVici_isRefusedUnsent_andTheConnectionGoesOn() throws Exception {
    charon(peer -> peer.answer(YES));
    var builder = ViciSection.builder();
    IntStream.range(0, 9).forEach(i -> builder.put("v" + i, new byte[ViciValue.MAX_LENGTH]));
    var connection = connect(AMPLE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> connection.request("load-conn", builder.build()));
    assertThat(connection.request("version", NOTHING)).isEqualTo(YES);
  }

  @Test
  void manyThreads_getEachItsOwnAnswer() throws Exception {
    charon(peer -> {
      while (true) {
        peer.write(new ViciPacket.CommandResponse(echo(peer)));
      }
    });
    var connection = connect(AMPLE);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          IntStream.range(0, 400)
              .mapToObj(i -> threads.submit(() -> connection.request("echo", numbered(i))))
              .toList();
      for (var i = 0; i < answers.size(); i++) {
        assertThat(answers.get(i).get()).isEqualTo(numbered(i));
      }
    }
  }

  @Test
  void fakeCharon_seesTheFrameAsItIsOnTheWire() throws Exception {
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket()));
      var asking =
          CompletableFuture.supplyAsync(
              () -> catchThrowable(() -> connect(AMPLE).request("stats", NOTHING)));
      try (var channel = server.accept()) {
        var bytes = ByteBuffer.allocate(11);
        while (bytes.hasRemaining()) {
          channel.read(bytes);
        }
        assertThat(bytes.array()).isEqualTo(HexFormat.of().parseHex("0000000700057374617473"));
      }
      assertThat(asking.get()).isInstanceOf(EOFException.class);
    }
  }

  private static ViciSection echo(FakeCharon.Peer peer) throws IOException {
    return ((ViciPacket.CommandRequest) peer.read()).message();
  }
}
