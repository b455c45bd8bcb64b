package dev.culvert.vici;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * Packets out and in over one Unix-domain socket, each by a deadline. Waits with a selector, as the
 * JDK's Unix-domain sockets have no read time-out; no thread of its own. One thread at a time may
 * send or receive; any thread may close. After an exception the stream may stand inside a packet:
 * it is of no more use.
 */
final class ViciTransport implements AutoCloseable {
  private static final int INPUT_BYTES = 16 * 1024;
  private static final Duration CONNECT_AGAIN = Duration.ofMillis(10);

  private final SocketChannel channel;
  private final Selector selector;
  private final SelectionKey key;
  private final FrameAssembler frames = new FrameAssembler();
  private final ByteBuffer input = ByteBuffer.allocateDirect(INPUT_BYTES).limit(0);

  private ViciTransport(SocketChannel channel, Selector selector) throws IOException {
    this.channel = channel;
    this.selector = selector;
    this.key = channel.register(selector, 0);
  }

  /**
   * Connects. charon's queue of connections to accept is short (3); while it is full this tries
   * again until the deadline.
   */
  static ViciTransport connect(Path socket, Deadline deadline) throws IOException {
    var address = UnixDomainSocketAddress.of(socket);
    while (true) {
      var channel = SocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        channel.configureBlocking(false);
        if (channel.connect(address)) {
          return on(channel);
        }
        channel.close();
      } catch (IOException e) {
        channel.close();
        if (!mayBeFullQueue(socket, e)) {
          throw new IOException("cannot connect to charon at " + socket + ": " + e.getMessage(), e);
        }
      }
      LockSupport.parkNanos(Math.min(CONNECT_AGAIN.toNanos(), deadline.remainingNanos()));
      refuseIfInterrupted();
    }
  }

  /**
   * Linux answers EAGAIN to a connect that does not wait, and the JDK makes it a SocketException
   * without a number. Told from others by what they need: nobody listening has an exception of its
   * own, a file that is not there or not ours to write is seen.
   */
  private static boolean mayBeFullQueue(Path socket, IOException e) {
    return e instanceof SocketException
        && !(e instanceof ConnectException)
        && Files.isWritable(socket);
  }

  private static ViciTransport on(SocketChannel channel) throws IOException {
    var selector = Selector.open();
    try {
      return new ViciTransport(channel, selector);
    } catch (IOException e) {
      selector.close();
      throw e;
    }
  }

  void send(byte[] packet, Deadline deadline) throws IOException {
    var frame = ByteBuffer.allocate(Integer.BYTES + packet.length);
    frame.putInt(packet.length).put(packet).flip();
    while (frame.hasRemaining()) {
      if (moved(channel::write, frame) == 0) {
        await(SelectionKey.OP_WRITE, deadline);
      }
    }
  }

  byte[] receive(Deadline deadline) throws IOException {
    while (true) {
      deadline.remainingNanos(); // also when bytes keep coming
      var packet = frames.next(input);
      if (packet != null) {
        return packet;
      }
      input.clear();
      var count = moved(channel::read, input);
      input.flip();
      if (count < 0) {
        throw new EOFException(
            frames.insidePacket()
                ? "charon closed the connection inside a packet"
                : "charon closed the connection");
      }
      if (count == 0) {
        await(SelectionKey.OP_READ, deadline);
      }
    }
  }

  private interface Move {
    int of(ByteBuffer bytes) throws IOException;
  }

  /** A write to, or a read from, a socket that charon has closed may fail as well as end. */
  private static int moved(Move move, ByteBuffer bytes) throws IOException {
    try {
      return move.of(bytes);
    } catch (ClosedChannelException e) {
      throw e;
    } catch (IOException e) {
      throw new IOException("charon broke the connection: " + e.getMessage(), e);
    }
  }

  private void await(int operation, Deadline deadline) throws IOException {
    try {
      key.interestOps(operation);
      while (selector.select(deadline.remainingMillis()) == 0) {
        refuseIfInterrupted();
      }
      selector.selectedKeys().clear();
    } catch (ClosedSelectorException | CancelledKeyException e) {
      throw new ClosedChannelException();
    }
  }

  /** The interrupt stays set, as the caller is not told by an InterruptedException. */
  private static void refuseIfInterrupted() throws InterruptedIOException {
    if (Thread.currentThread().isInterrupted()) {
      throw new InterruptedIOException("interrupted while talking to charon");
    }
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() throws IOException {
    try (selector) {
      channel.close();
    }
  }
}
