package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.agent.charon.Charon;
import dev.culvert.gateway.agent.charon.CharonEvent;
import dev.culvert.gateway.agent.charon.CharonListener;
import dev.culvert.gateway.agent.config.Document;
import dev.culvert.gateway.agent.dataplane.Dataplane;
import dev.culvert.gateway.agent.names.Answer;
import dev.culvert.gateway.agent.names.WantedNames;
import dev.culvert.gateway.agent.tunnels.Signals.Signal;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The agent's loop: takes documents and what charon says, and makes charon and the dataplane equal
 * to the document whenever something changed, when a decision asked for it, and every five seconds.
 * One thread runs it and owns everything it knows.
 */
public final class TunnelKeeper implements CharonListener, Runnable {
  private static final System.Logger LOG = System.getLogger("tunnels");
  private static final Duration RESYNC = Duration.ofSeconds(5);
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** charon says things in bursts: up, child up, rekeyed. */
  private static final Duration SETTLE = Duration.ofMillis(20);

  private final Signals signals = new Signals();
  private final Gateway gateway;
  private final InstantSource clock;
  private final Consumer<WantedNames> lookups;
  private volatile Instant lastPass;
  private @Nullable Instant nextPass;

  /**
   * @param name the gateway's name
   * @param clock never set back: decisions go by it
   * @param wallTime what is reported of a time of that clock
   * @param board where the state is put up
   * @param lookups is told the names to look up, again and again; must not block
   */
  public TunnelKeeper(
      String name,
      Dataplane dataplane,
      InstantSource clock,
      UnaryOperator<Instant> wallTime,
      StateBoard board,
      Consumer<WantedNames> lookups) {
    this.gateway = new Gateway(name, dataplane, board, wallTime);
    this.clock = clock;
    this.lookups = lookups;
    this.lastPass = clock.instant();
  }

  /** Takes a document to work by from now on. */
  public void newDocument(Document document) {
    signals.add(new Signal.NewDocument(document));
  }

  /** Takes the answer of a look-up. */
  public void nameAnswered(String name, Answer answer) {
    signals.add(new Signal.NameAnswered(name, answer));
  }

  @Override
  public void charonStarted(Charon charon) {
    signals.add(new Signal.CharonStarted(charon));
  }

  @Override
  public void charonEnded() {
    signals.add(new Signal.CharonEnded());
  }

  @Override
  public void charonSaid(CharonEvent event) {
    signals.add(event);
  }

  /** When the loop last went round, by its clock; it does so at least every five seconds. */
  public Instant lastPass() {
    return lastPass;
  }

  /** Runs until interrupted. */
  @Override
  public void run() {
    try {
      while (true) {
        var first = signals.poll(untilNextPass());
        if (first != null) {
          takeSafely(first);
        }
        if (nextPass == null || !clock.instant().isBefore(nextPass)) {
          pass();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration untilNextPass() {
    if (!signals.isEmpty() || nextPass == null) {
      return Duration.ZERO;
    }
    var left = Duration.between(clock.instant(), nextPass);
    return left.isNegative() ? Duration.ZERO : left.plusMillis(1);
  }

  /** One signal that cannot be taken must not be the last. */
  private void takeSafely(Signal signal) {
    try {
      take(signal);
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a signal failed", e);
      passBy(clock.instant().plus(RETRY));
    }
  }

  private void take(Signal signal) {
    var now = clock.instant();
    switch (signal) {
      case Signal.NewDocument(var document) -> {
        gateway.newDocument(document, now);
        passBy(now);
      }
      case Signal.NameAnswered(var name, var answer) -> {
        if (gateway.nameAnswered(name, answer, now)) {
          passBy(now);
        }
      }
      case Signal.CharonStarted(var charon) -> {
        gateway.charonStarted(charon, now);
        passBy(now);
      }
      case Signal.CharonEnded() -> {
        gateway.charonEnded(now);
        passBy(now);
      }
      case Signal.CharonSaid(var event) -> {
        if (gateway.charonSaid(event, now)) {
          passBy(now.plus(SETTLE));
        }
      }
    }
  }

  private void passBy(Instant time) {
    if (nextPass == null || time.isBefore(nextPass)) {
      nextPass = time;
    }
  }

  private void pass() {
    var now = clock.instant();
    nextPass = now.plus(RESYNC);
    try {
      var wakeAt = gateway.pass(now);
      if (wakeAt != null) {
        passBy(wakeAt);
      }
    } catch (IOException e) {
      LOG.log(Level.WARNING, "will be tried again: {0}", e.getMessage());
      passBy(now.plus(RETRY));
    } catch (RuntimeException e) {
      LOG.log(Level.ERROR, "a pass failed", e);
      passBy(now.plus(RETRY));
    }
    lookups.accept(gateway.wantedNames());
    lastPass = clock.instant();
  }
}
