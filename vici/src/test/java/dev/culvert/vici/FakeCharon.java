package dev.culvert.vici;

import java.io.EOFException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A server on a real Unix-domain socket that does with each connection what a test says. */
final class FakeCharon implements AutoCloseable {
  /** What to do with a connection; it is closed afterwards. */
  interface Script {
    void play(Peer peer) throws Exception;
  }

  private final ServerSocketChannel server;
  private final ConcurrentLinkedQueue<Throwable> failures = new ConcurrentLinkedQueue<>();
  private final List<Thread> threads = new ArrayList<>();

  FakeCharon(Path socket, Script script) throws IOException {
    server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    server.bind(UnixDomainSocketAddress.of(socket), 3);
    threads.add(Thread.ofVirtual().start(() -> accept(script)));
  }

  private void accept(Script script) {
    try {
      while (true) {
        var channel = server.accept();
        Thread.ofVirtual()
            .start(() -> {
              try (channel) {
                script.play(new Peer(channel));
              } catch (Throwable e) {
                failures.add(e);
              }
            });
      }
    } catch (ClosedChannelException e) {
      // the test is over
    } catch (IOException e) {
      failures.add(e);
    }
  }

  /** What scripts threw: their own assertions, or a connection that ended under them. */
  List<Throwable> failures() {
    return List.copyOf(failures);
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  /** The client's end of a connection, seen from charon. */
  static final class Peer {
    private final SocketChannel channel;

    private Peer(SocketChannel channel) {
      this.channel = channel;
    }

    /** The next packet. */
    ViciPacket read() throws IOException {
      var header = readFully(4);
      return ViciCodec.decodePacket(readFully(header.getInt()).array());
    }

    /** Expects a registration (or its end) and confirms it. */
    void confirm() throws IOException {
      switch (read()) {
        case ViciPacket.EventRegister r -> write(new ViciPacket.EventConfirm());
        case ViciPacket.EventUnregister u -> write(new ViciPacket.EventConfirm());
        case ViciPacket other -> throw new AssertionError("no registration: " + other);
      }
    }

    /** Expects a command and answers it. */
    void answer(ViciSection message) throws IOException {
      switch (read()) {
        case ViciPacket.CommandRequest r -> write(new ViciPacket.CommandResponse(message));
        case ViciPacket other -> throw new AssertionError("no command: " + other);
      }
    }

    /** Waits for the client to close. */
    void awaitEnd() throws IOException {
      if (channel.read(ByteBuffer.allocate(1)) >= 0) {
        throw new AssertionError("the client did not close but sent more");
      }
    }

    /** Sends packets, all in one write. */
    void write(ViciPacket... packets) throws IOException {
      write(frames(packets));
    }

    void write(byte[] bytes) throws IOException {
      var buffer = ByteBuffer.wrap(bytes);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    }

    private ByteBuffer readFully(int count) throws IOException {
      var buffer = ByteBuffer.allocate(count);
      while (buffer.hasRemaining()) {
        if (channel.read(buffer) < 0) {
          throw new EOFException("the client closed");
        }
      }
      return buffer.flip();
    }
  }

  /** Packets with their lengths before them. */
  static byte[] frames(ViciPacket... packets) {
    var encoded = List.of(packets).stream().map(ViciCodec::encode).toList();
    var bytes = ByteBuffer.allocate(encoded.stream().mapToInt(packet -> 4 + packet.length).sum());
    encoded.forEach(packet -> bytes.putInt(packet.length).put(packet));
    return bytes.array();
  }
}
