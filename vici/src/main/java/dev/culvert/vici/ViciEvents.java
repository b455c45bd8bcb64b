package dev.culvert.vici;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A connection to charon for events. What charon has to say waits in a queue without bound inside
 * charon until it is read; so one virtual thread does nothing but read, and a second one hands the
 * events to the consumer, one at a time and in order. Between them wait at most {@link
 * #BACKLOG_BYTES}. A consumer that falls behind further loses the connection, never single events:
 * it hears of it by {@code onClosed} and can subscribe again and ask charon how things stand.
 *
 * <p>There is no time-out after subscribing, as nothing may happen for days. That charon still
 * works is to be asked on a {@link ViciConnection}; that it died ends this one.
 */
public final class ViciEvents implements AutoCloseable {
  /** How many bytes of events may wait for the consumer: 2 MiB, about 10,000 lines of log. */
  public static final int BACKLOG_BYTES = 2 * 1024 * 1024;

  private final ViciTransport transport;
  private final EventBacklog backlog = new EventBacklog(BACKLOG_BYTES);
  private final BiConsumer<String, ViciSection> onEvent;
  private final Consumer<@Nullable IOException> onClosed;

  private ViciEvents(
      ViciTransport transport,
      BiConsumer<String, ViciSection> onEvent,
      Consumer<@Nullable IOException> onClosed) {
    this.transport = transport;
    this.onEvent = onEvent;
    this.onClosed = onClosed;
  }

  /**
   * Connects and registers for events. Returns once charon has confirmed all of them: nothing that
   * happens from then on is missed.
   *
   * @param events the names, such as {@code ike-updown}, {@code child-updown}, {@code log}
   * @param timeout how long connecting and registering may take in all; positive
   * @param onEvent takes the name and the message of each event; may run before this method has
   *     returned. If it throws, the connection ends
   * @param onClosed called exactly once if this method returns, after the last event: with null if
   *     {@link #close} ended the connection, else with what did
   * @throws ViciException if charon does not know one of the events
   * @throws IOException if nobody listens there or charon does not answer in time
   */
  public static ViciEvents subscribe(
      Path socket,
      List<String> events,
      Duration timeout,
      BiConsumer<String, ViciSection> onEvent,
      Consumer<@Nullable IOException> onClosed)
      throws IOException, ViciException {
    var deadline = Deadline.after(Deadline.checked(timeout), "subscribe to events at " + socket);
    var transport = ViciTransport.connect(socket, deadline);
    var subscription = new ViciEvents(transport, onEvent, onClosed);
    try {
      for (var event : events) {
        var request = ViciCodec.encode(new ViciPacket.EventRegister(event));
        Registration.change(transport, event, request, deadline, subscription.backlog::put);
      }
    } catch (IOException | ViciException | RuntimeException e) {
      transport.close();
      throw e;
    }
    Thread.ofVirtual().name("vici-events-reader").start(subscription::read);
    Thread.ofVirtual().name("vici-events").start(subscription::handOver);
    return subscription;
  }

  /**
   * Ends the subscription and does not wait: the consumer may still be inside one event; events
   * that waited are thrown away.
   */
  @Override
  public void close() throws IOException {
    backlog.discard();
    transport.close();
  }

  private void read() {
    var forEver = Deadline.never();
    try (transport) {
      while (true) {
        backlog.put(transport.receive(forEver));
      }
    } catch (IOException e) {
      backlog.end(e);
    } finally {
      backlog.end(new IOException("reading events failed"));
    }
  }

  private void handOver() {
    var reason = new IOException("handing over events failed");
    try (transport) {
      for (var packet = backlog.take(); packet != null; packet = backlog.take()) {
        deliver(ViciCodec.decodePacket(packet));
      }
      reason = backlog.reason();
    } catch (IOException e) {
      reason = e;
    } catch (RuntimeException e) {
      reason = new IOException("the consumer of events failed", e);
    } finally {
      onClosed.accept(reason);
    }
  }

  private void deliver(ViciPacket packet) throws ViciProtocolException {
    switch (packet) {
      case ViciPacket.Event(var name, var message) -> onEvent.accept(name, message);
      case ViciPacket other -> throw ViciProtocolException.outOfPlace(other);
    }
  }
}
