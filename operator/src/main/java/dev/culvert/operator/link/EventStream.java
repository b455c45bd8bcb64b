package dev.culvert.operator.link;

import java.io.EOFException;
import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An answer's body read line by line, each line within a time. Asks for one piece after the other,
 * so that a gateway which sends faster than we read fills its own buffers, not ours.
 */
final class EventStream implements BodySubscriber<EventStream>, AutoCloseable {
  private sealed interface Item {
    record Piece(List<ByteBuffer> buffers) implements Item {}

    record Failure(Throwable cause) implements Item {}

    record End() implements Item {}
  }

  private final BlockingQueue<Item> items = new LinkedBlockingQueue<>();
  private final CompletableFuture<Subscription> subscription = new CompletableFuture<>();
  private final Queue<String> lines = new ArrayDeque<>();
  private final LineSplitter splitter;

  EventStream(int longestLine) {
    splitter = new LineSplitter(longestLine);
  }

  /**
   * The next line.
   *
   * @param limit how long a whole line may take
   * @throws HttpTimeoutException if none arrived in time
   * @throws IOException if the stream ended, failed or holds too long a line
   */
  String next(Duration limit) throws IOException, InterruptedException {
    long deadline = System.nanoTime() + limit.toNanos();
    for (String line = lines.poll(); ; line = lines.poll()) {
      if (line != null) {
        return line;
      }
      Item item = items.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      switch (item) {
        case null ->
            throw new HttpTimeoutException("nothing was heard for " + limit.toSeconds() + " s");
        case Item.End() -> throw new EOFException("the gateway ended the stream");
        case Item.Failure(Throwable cause) -> throw new IOException("the stream broke", cause);
        case Item.Piece(List<ByteBuffer> buffers) -> {
          for (ByteBuffer buffer : buffers) {
            lines.addAll(splitter.feed(buffer));
          }
          subscription.join().request(1);
        }
      }
    }
  }

  @Override
  public CompletionStage<EventStream> getBody() {
    return CompletableFuture.completedStage(this);
  }

  @Override
  public void onSubscribe(Subscription given) {
    if (subscription.complete(given)) {
      given.request(1);
    } else {
      given.cancel();
    }
  }

  @Override
  public void onNext(List<ByteBuffer> buffers) {
    items.add(new Item.Piece(buffers));
  }

  @Override
  public void onError(Throwable cause) {
    items.add(new Item.Failure(cause));
  }

  @Override
  public void onComplete() {
    items.add(new Item.End());
  }

  /** Ends the exchange and its connection. */
  @Override
  public void close() {
    subscription.thenAccept(Subscription::cancel);
  }
}
