package dev.culvert.vici;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection to charon for commands. Thread-safe; one command runs at a time (VICI has no request
 * numbers), others wait in turn, and the wait counts towards their time-out.
 *
 * <p>Two kinds of failure: {@link ViciException} is charon's refusal, after which the connection
 * goes on. An {@link IOException} in the middle of a command ends the connection, as the answer
 * could no longer be told from the next command's: {@link #isOpen} is false then and a new
 * connection is needed. Among them: {@link ViciTimeoutException}, {@link ViciProtocolException},
 * {@link java.io.EOFException} (charon closed the connection), {@link InterruptedIOException} (the
 * thread was interrupted; its interrupt status stays set).
 *
 * <p>charon drops answers above 512 KiB silently: such a command ends in a time-out.
 */
public final class ViciConnection implements AutoCloseable {
  /** What a streamed command may send in all; charon describes an SA in 1 to 2 KiB. */
  private static final long MAX_STREAM_BYTES = 64L * 1024 * 1024;

  private final ViciTransport transport;
  private final Duration timeout;
  private final ReentrantLock lock = new ReentrantLock(true);
  private volatile @Nullable IOException ended;

  private ViciConnection(ViciTransport transport, Duration timeout) {
    this.transport = transport;
    this.timeout = timeout;
  }

  /**
   * Connects to charon's VICI socket.
   *
   * @param timeout how long connecting, and later each command, may take in all; positive
   * @throws IOException if nobody listens there or charon does not accept in time
   */
  public static ViciConnection open(Path socket, Duration timeout) throws IOException {
    var deadline = Deadline.after(Deadline.checked(timeout), "connect to " + socket);
    return new ViciConnection(ViciTransport.connect(socket, deadline), timeout);
  }

  /**
   * Runs a command.
   *
   * @return charon's answer
   * @throws ViciException if charon does not know the command, or answers {@code success=no}
   * @throws IllegalArgumentException if the request is too long for VICI; nothing was sent
   */
  public ViciSection request(String command, ViciSection message)
      throws IOException, ViciException {
    return successful(command, exchange(command, message));
  }

  /**
   * Runs a command and returns charon's answer whether it is a success or not.
   *
   * @throws ViciException if charon does not know the command
   * @throws IllegalArgumentException if the request is too long for VICI; nothing was sent
   */
  public ViciSection exchange(String command, ViciSection message)
      throws IOException, ViciException {
    var request = ViciCodec.encode(new ViciPacket.CommandRequest(command, message));
    var answer = converse(command, deadline -> run(request, deadline, event -> {}));
    return known(command, answer);
  }

  /**
   * Runs a command that streams its result as events, such as {@code list-sas} with event {@code
   * list-sa}.
   *
   * @return the messages of the events, in order
   * @throws ViciException as {@link #request}, or if charon does not know the event
   * @throws IllegalArgumentException if the request is too long for VICI; nothing was sent
   */
  public List<ViciSection> stream(String command, String event, ViciSection message)
      throws IOException, ViciException {
    var messages = new ArrayList<ViciSection>();
    stream(command, event, message, messages::add);
    return List.copyOf(messages);
  }

  /**
   * As {@link #stream(String, String, ViciSection)}, but hands each message on as it comes: for
   * results that are read once, and for commands whose events matter also if they fail, such as
   * {@code initiate} with {@code control-log}. The consumer's time counts towards the time-out; if
   * it throws, the connection ends.
   *
   * @return charon's answer at the end of the stream
   */
  public ViciSection stream(
      String command, String event, ViciSection message, Consumer<ViciSection> onEvent)
      throws IOException, ViciException {
    var register = ViciCodec.encode(new ViciPacket.EventRegister(event));
    var request = ViciCodec.encode(new ViciPacket.CommandRequest(command, message));
    var unregister = ViciCodec.encode(new ViciPacket.EventUnregister(event));
    var answer =
        converse(
            command,
            deadline -> {
              change(event, register, deadline);
              var last =
                  run(
                      request,
                      deadline,
                      received -> {
                        if (received.name().equals(event)) {
                          onEvent.accept(received.message());
                        }
                      });
              change(event, unregister, deadline);
              return last;
            });
    return successful(command, known(command, answer));
  }

  /** Whether the connection can take commands, as far as is known without asking charon. */
  public boolean isOpen() {
    return transport.isOpen();
  }

  /** Ends the connection, also under a command that runs in another thread: that one fails. */
  @Override
  public void close() throws IOException {
    transport.close();
  }

  private interface Conversation<T> {
    T hold(Deadline deadline) throws IOException, ViciException;
  }

  /** Holds the connection for one conversation; if that breaks off, the connection ends. */
  private <T> T converse(String command, Conversation<T> conversation)
      throws IOException, ViciException {
    var deadline = Deadline.after(timeout, command);
    awaitTurn(deadline);
    var broken = true;
    try {
      if (!transport.isOpen()) {
        throw new IOException("the connection to charon has ended", ended);
      }
      var result = conversation.hold(deadline);
      broken = false;
      return result;
    } catch (ViciException refused) {
      broken = false;
      throw refused;
    } catch (ClosedChannelException e) {
      throw new IOException(command + ": the connection was closed meanwhile", e);
    } catch (IOException e) {
      ended = e;
      throw e;
    } finally {
      try {
        if (broken) {
          transport.close();
        }
      } finally {
        lock.unlock();
      }
    }
  }

  private void awaitTurn(Deadline deadline) throws IOException {
    try {
      if (!lock.tryLock(deadline.remainingNanos(), TimeUnit.NANOSECONDS)) {
        throw new ViciTimeoutException(
            deadline.what() + ": other commands kept the connection busy until its time was up");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException(deadline.what() + ": interrupted before it was sent");
    }
  }

  private ViciPacket run(byte[] request, Deadline deadline, Consumer<ViciPacket.Event> onEvent)
      throws IOException {
    transport.send(request, deadline);
    var received = 0L;
    while (true) {
      var bytes = transport.receive(deadline);
      received += bytes.length;
      if (received > MAX_STREAM_BYTES) {
        throw new ViciProtocolException(
            "%s: charon sent more than %d bytes".formatted(deadline.what(), MAX_STREAM_BYTES));
      }
      switch (ViciCodec.decodePacket(bytes)) {
        case ViciPacket.Event event -> onEvent.accept(event);
        case ViciPacket.CommandResponse answer -> {
          return answer;
        }
        case ViciPacket.CommandUnknown answer -> {
          return answer;
        }
        case ViciPacket other -> throw ViciProtocolException.outOfPlace(other);
      }
    }
  }

  private void change(String event, byte[] request, Deadline deadline)
      throws IOException, ViciException {
    Registration.change(transport, event, request, deadline, ignored -> {});
  }

  private static ViciSection known(String command, ViciPacket answer) throws ViciException {
    if (answer instanceof ViciPacket.CommandResponse(var message)) {
      return message;
    }
    throw new ViciException(command, "charon knows no such command");
  }

  private static ViciSection successful(String command, ViciSection answer) throws ViciException {
    if (answer.text("success").filter("no"::equals).isPresent()) {
      throw new ViciException(command, answer.text("errmsg").orElse("failed, no reason given"));
    }
    return answer;
  }
}
