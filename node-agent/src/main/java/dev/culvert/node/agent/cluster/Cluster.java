package dev.culvert.node.agent.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the API server says. A connection can break without a word, and then nothing comes by it for
 * many minutes, as if nothing happened: so it is asked something every ten seconds, and when no
 * answer comes another connection is made. What the former one has shown stays until the new one
 * has listed everything.
 */
public final class Cluster implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Cluster.class);
  private static final Duration PAUSE = Duration.ofSeconds(10);
  private static final Duration TAKEOVER_PAUSE = Duration.ofSeconds(1);
  private static final int MISSES = 3;

  private final Supplier<KubernetesClient> clients;
  private final String namespace;
  private final List<String> watched;
  private final Runnable onChange;
  private volatile Session shown;
  private volatile @Nullable Session next;

  /**
   * @param clients make a client of a connection of its own
   * @param namespace the agents'
   * @param watched the namespaces of claims; empty for all
   * @param onChange told of every change
   */
  public Cluster(
      Supplier<KubernetesClient> clients,
      String namespace,
      List<String> watched,
      Runnable onChange) {
    this.clients = clients;
    this.namespace = namespace;
    this.watched = List.copyOf(watched);
    this.onChange = onChange;
    this.shown = session();
  }

  private Session session() {
    return new Session(clients.get(), namespace, watched, onChange);
  }

  /** What is shown at present; to be asked once for what belongs together. */
  public Shown shown() {
    return shown;
  }

  /** The client to write by. */
  public KubernetesClient client() {
    var session = next;
    return (session == null ? shown : session).client();
  }

  /** Watches, and looks after the connection, until the thread is interrupted. */
  public void run() {
    shown.start();
    int misses = 0;
    try {
      while (true) {
        Thread.sleep(next == null ? PAUSE : TAKEOVER_PAUSE);
        try {
          misses = lookAfter(misses);
        } catch (RuntimeException e) {
          LOG.error("the connection could not be looked after, which is tried again", e);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns how often in a row no answer has come. */
  private int lookAfter(int misses) {
    boolean tookOver = takeOver();
    if (isAnswering()) {
      return 0;
    }
    int now = tookOver ? 1 : misses + 1;
    if (now < MISSES) {
      return now;
    }
    LOG.warn("the API server does not answer, another connection is made");
    renew();
    return 0;
  }

  private boolean isAnswering() {
    try {
      (next == null ? shown : next).ask();
      return true;
    } catch (KubernetesClientException e) {
      // An answer is an answer, also a refusal.
      return e.getCode() > 0;
    }
  }

  private void renew() {
    var former = next;
    next = session();
    next.start();
    if (former != null) {
      former.close();
    }
  }

  private boolean takeOver() {
    var session = next;
    boolean isReady = session != null && session.isAnswered();
    if (session != null && isReady) {
      var former = shown;
      shown = session;
      next = null;
      former.close();
      LOG.info("the new connection shows everything");
      onChange.run();
    }
    return isReady;
  }

  @Override
  public void close() {
    shown.close();
    if (next != null) {
      next.close();
    }
  }
}
