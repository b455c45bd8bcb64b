package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.agent.charon.Charon;
import dev.culvert.gateway.agent.charon.CharonEvent;
import dev.culvert.gateway.agent.config.Document;
import dev.culvert.gateway.agent.names.Answer;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the keeper has yet to take, in order. Of what charon says there is no end, and anybody can
 * make it say more: beyond a bound its words are dropped, log lines first. Nothing is lost by that
 * but words: the next list of SAs shows what is. Thread-safe.
 */
final class Signals {
  private static final System.Logger LOG = System.getLogger("tunnels");

  /** Beyond that many log lines are dropped, beyond ten times as many every event of charon's. */
  private static final int MANY = 1000;

  private final BlockingQueue<Signal> waiting = new LinkedBlockingQueue<>();
  private volatile boolean dropping;

  /** Adds what must not be lost. */
  void add(Signal signal) {
    waiting.add(signal);
  }

  /** Adds what charon says, if anybody reads it and there is room. */
  void add(CharonEvent event) {
    if (event instanceof CharonEvent.LogLine line && !LogLines.isRead(line)) {
      return;
    }
    int most = event instanceof CharonEvent.LogLine ? MANY : 10 * MANY;
    if (waiting.size() < most) {
      dropping = false;
      waiting.add(new Signal.CharonSaid(event));
    } else if (!dropping) {
      dropping = true;
      LOG.log(Level.WARNING, "{0} events wait; some that charon says now are not read", most);
    }
  }

  /** Waits for the next one; absent after the given time. */
  @Nullable Signal poll(Duration atMost) throws InterruptedException {
    return waiting.poll(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  boolean isEmpty() {
    return waiting.isEmpty();
  }

  int size() {
    return waiting.size();
  }

  /** What the keeper reacts to. */
  sealed interface Signal {
    record NewDocument(Document document) implements Signal {}

    record NameAnswered(String name, Answer answer) implements Signal {}

    record CharonStarted(Charon charon) implements Signal {}

    record CharonEnded() implements Signal {}

    record CharonSaid(CharonEvent event) implements Signal {}
  }
}
