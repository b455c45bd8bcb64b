package dev.culvert.gateway.agent.charon;

import dev.culvert.vici.ViciConnection;
import dev.culvert.vici.ViciEvents;
import dev.culvert.vici.ViciException;
import dev.culvert.vici.ViciSection;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one charon running: starts it, connects to it, asks every two seconds whether it still
 * answers, kills it when it neither answers nor works, and starts it again at once.
 */
public final class CharonSupervisor implements Runnable {
  private static final System.Logger LOG = System.getLogger("charon");
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(4);
  private static final Duration START_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(2);
  private static final Duration CONNECT_INTERVAL = Duration.ofMillis(5);

  private final List<String> command;
  private final Path socket;
  private final String outsideAddress;
  private final PrintStream out;
  private final CharonListener listener;
  private volatile boolean stopping;
  private volatile boolean deaf;
  private volatile @Nullable CharonProcess process;

  /**
   * @param command how to start charon
   * @param socket where charon listens for VICI
   * @param outsideAddress the address our IKE packets leave from
   * @param out where charon's log lines go
   */
  public CharonSupervisor(
      List<String> command,
      Path socket,
      String outsideAddress,
      PrintStream out,
      CharonListener listener) {
    this.command = List.copyOf(command);
    this.socket = socket;
    this.outsideAddress = outsideAddress;
    this.out = out;
    this.listener = listener;
  }

  /** Runs until {@link #stop} or an interrupt. */
  @Override
  public void run() {
    var restart = RestartDelay.NONE;
    try {
      while (!stopping) {
        var started = System.nanoTime();
        try {
          superviseOne();
        } catch (IOException | ViciException e) {
          LOG.log(Level.ERROR, "charon cannot be used: {0}", e.getMessage());
        } catch (RuntimeException e) {
          LOG.log(Level.ERROR, "charon is started again after a fault", e);
        }
        restart = restart.afterLifeOf(Duration.ofNanos(System.nanoTime() - started));
        Thread.sleep(restart.delay());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends charon, which closes its SAs towards the peers, and does not start it again. */
  public void stop() throws InterruptedException {
    stopping = true;
    var running = process;
    if (running != null) {
      running.stop();
    }
  }

  private void superviseOne() throws IOException, ViciException, InterruptedException {
    var running = CharonProcess.start(command, socket, out);
    process = running;
    try (var charon = connect(running);
        var events = new Subscription()) {
      LOG.log(Level.INFO, "charon {0} answers", charon.version());
      listener.charonStarted(charon);
      try {
        watch(running, events);
      } finally {
        listener.charonEnded();
      }
    } finally {
      running.kill();
      running.endsWithin(START_TIMEOUT);
      LOG.log(
          stopping ? Level.INFO : Level.WARNING,
          "charon has ended: {0}",
          running.isAlive() ? "it cannot be killed" : running.ending());
    }
  }

  private ViciCharon connect(CharonProcess running)
      throws IOException, ViciException, InterruptedException {
    var deadline = System.nanoTime() + START_TIMEOUT.toNanos();
    while (true) {
      try {
        return new ViciCharon(socket, outsideAddress);
      } catch (IOException e) {
        if (running.endsWithin(CONNECT_INTERVAL)) {
          throw new IOException("it ended while starting", e);
        }
        if (System.nanoTime() > deadline) {
          throw new IOException("it does not listen at " + socket, e);
        }
      }
    }
  }

  private void watch(CharonProcess running, Subscription events)
      throws IOException, ViciException, InterruptedException {
    var silence = Silence.none(running.cpuTime());
    while (!running.endsWithin(CHECK_INTERVAL)) {
      if (stopping) {
        continue;
      }
      var cpuTime = running.cpuTime();
      silence = answers() ? Silence.none(cpuTime) : silence.goesOn(running.cpuTime());
      if (silence.isTooLong() && running.isAlive()) {
        LOG.log(Level.ERROR, "charon does not answer; killing it");
        return;
      }
      if (deaf) {
        events.renew();
      }
    }
  }

  /** On a connection of its own: one that waits behind other commands would prove nothing. */
  private boolean answers() throws ViciException {
    try (var vici = ViciConnection.open(socket, ANSWER_TIMEOUT)) {
      vici.request("stats", ViciSection.empty());
      return true;
    } catch (IOException e) {
      LOG.log(Level.WARNING, "charon did not answer: {0}", e.getMessage());
      return false;
    }
  }

  /** The subscription to charon's events, renewed when it broke. */
  private final class Subscription implements AutoCloseable {
    private ViciEvents events;

    Subscription() throws IOException, ViciException {
      events = subscribe();
    }

    void renew() throws IOException, ViciException {
      LOG.log(Level.WARNING, "charon''s events were lost; listening again");
      events.close();
      events = subscribe();
    }

    private ViciEvents subscribe() throws IOException, ViciException {
      deaf = false;
      return ViciEvents.subscribe(
          socket,
          CharonEvent.NAMES,
          ANSWER_TIMEOUT,
          (name, message) -> EventReader.events(name, message).forEach(listener::charonSaid),
          reason -> deaf = reason != null);
    }

    @Override
    public void close() throws IOException {
      events.close();
    }
  }
}
