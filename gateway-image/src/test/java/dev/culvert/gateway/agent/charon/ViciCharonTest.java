package dev.culvert.gateway.agent.charon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ViciCharonTest {
  /** VICI's CMD_RESPONSE, of an empty message. */
  private static final byte[] DONE = {0, 0, 0, 1, 1};

  private final AtomicInteger accepted = new AtomicInteger();

  @Test
  void charonThatHasEnded_isNotTakenForTheNextOne(@TempDir Path folder) throws Exception {
    var socket = folder.resolve("vici");
    try (var server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(socket));
      Thread.ofVirtual().start(() -> serve(server));
      var charon = new ViciCharon(socket, "192.0.2.1");
      assertThat(accepted).hasValue(1);

      charon.close();

      assertThatThrownBy(() -> charon.unloadKey("a")).isInstanceOf(IOException.class);
      assertThat(accepted).hasValue(1);
    }
  }

  private void serve(ServerSocketChannel server) {
    try {
      while (true) {
        var peer = server.accept();
        accepted.incrementAndGet();
        Thread.ofVirtual().start(() -> answer(peer));
      }
    } catch (IOException e) {
      // The test is over.
    }
  }

  private static void answer(SocketChannel peer) {
    try (peer) {
      var bytes = ByteBuffer.allocate(4096);
      while (peer.read(bytes) > 0) {
        bytes.clear();
        peer.write(ByteBuffer.wrap(DONE));
      }
    } catch (IOException e) {
      // The client has closed.
    }
  }
}
