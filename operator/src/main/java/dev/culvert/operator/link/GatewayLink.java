package dev.culvert.operator.link;

import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.gateway.contract.GatewayState;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The link to one gateway at one address: keeps its stream of states up in a virtual thread, with
 * growing pauses between attempts, and takes documents. Ends with {@link #close()}.
 */
public final class GatewayLink implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(GatewayLink.class);

  private final GatewayEndpoint endpoint;
  private final LinkSettings settings;
  private final LinkListener listener;
  private final LinkObserver observer;
  private final HeardState heard;
  private final GatewayClient client;
  private final Thread thread;
  private int failures;
  private boolean everConnected;
  private String lastFailure = "";
  private volatile boolean closed;

  GatewayLink(
      GatewayEndpoint endpoint,
      Supplier<LinkCredentials> credentials,
      LinkSettings settings,
      Executor executor,
      HeardState heard,
      LinkListener listener,
      LinkObserver observer) {
    this.endpoint = endpoint;
    this.settings = settings;
    this.heard = heard;
    this.listener = listener;
    this.observer = observer;
    client = new GatewayClient(endpoint, credentials, settings, executor);
    thread = Thread.ofVirtual().name("link-" + endpoint.gateway()).unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** Where this link goes. */
  public GatewayEndpoint endpoint() {
    return endpoint;
  }

  /** Gives the gateway a document and waits for its answer. */
  public PushResult push(GatewayConfig config) {
    PushResult result;
    try {
      result = client.push(config);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      result = new PushResult.Unreachable("the push was interrupted");
    }
    observer.onPush(result);
    switch (result) {
      case PushResult.Applied(GatewayState state) -> note(() -> heard.taken(state));
      case PushResult.Refused(GatewayState state) -> note(() -> heard.heard(state));
      case PushResult.Rejected(String sentence) -> rejected(config, sentence);
      case PushResult.Unreachable _ -> {}
    }
    return result;
  }

  /** The newest state heard of the gateway, at this address or an earlier one. */
  public Optional<GatewayState> latest() {
    return heard.latest();
  }

  /** How well the gateway is heard. */
  public GatewayHealth health() {
    return heard.health();
  }

  private void run() {
    while (!closed) {
      try (EventStream events = client.events()) {
        connected(StateDocument.read(next(events), endpoint.gateway()));
        while (true) {
          GatewayState state = StateDocument.read(next(events), endpoint.gateway());
          note(() -> heard.heard(state));
          // Not after the first document: an agent that ends each stream is dialled ever more
          // rarely.
          failures = 0;
        }
      } catch (InterruptedException e) {
        return; // Only close() interrupts.
      } catch (IOException e) {
        disconnected(LinkFailure.clause(endpoint, e));
      } catch (RuntimeException e) {
        LOG.error("{}: the link failed and is tried again", endpoint, e);
        disconnected("the operator failed: " + e.getClass().getSimpleName());
      }
      try {
        Thread.sleep(settings.pauseAfter(failures));
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private String next(EventStream events) throws IOException, InterruptedException {
    return events.next(settings.silenceLimit());
  }

  private void connected(GatewayState state) {
    boolean again = everConnected;
    everConnected = true;
    lastFailure = "";
    LOG.info("{}: link up", endpoint);
    synchronized (this) {
      if (closed) {
        return;
      }
      heard.connected(state);
    }
    observer.onConnect(again);
    listener.onChange(endpoint.gateway());
  }

  private void rejected(GatewayConfig config, String sentence) {
    if (note(() -> heard.rejected(config, sentence))) {
      LOG.warn("{}: revision {} cannot be used: {}", endpoint, config.revision(), sentence);
    }
  }

  private void disconnected(String reason) {
    failures++;
    if (!closed && !reason.equals(lastFailure)) {
      LOG.info("{}: no link: {}", endpoint, reason);
      lastFailure = reason;
    }
    note(() -> heard.disconnected(reason));
  }

  /** Notes what was heard, unless the link was closed meanwhile, and tells whether it is news. */
  private boolean note(BooleanSupplier what) {
    boolean news;
    synchronized (this) {
      news = !closed && what.getAsBoolean();
    }
    if (news) {
      listener.onChange(endpoint.gateway());
    }
    return news;
  }

  /** Ends the link; nothing is heard from it any more once this returns. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    thread.interrupt();
    client.close();
  }
}
