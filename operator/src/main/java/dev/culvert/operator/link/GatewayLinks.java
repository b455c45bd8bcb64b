package dev.culvert.operator.link;

import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.gateway.contract.GatewayState;
import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The links to all gateways: one each, to where its pod is now. All links share one executor of
 * virtual threads. Safe for use by several threads.
 */
public final class GatewayLinks implements AutoCloseable {
  private final ConcurrentMap<String, Entry> entries = new ConcurrentHashMap<>();
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Supplier<LinkCredentials> credentials;
  private final LinkSettings settings;
  private final Clock clock;
  private final LinkListener listener;
  private final LinkObserver observer;

  /** What was heard of a gateway, and the link to its pod if it has one. */
  private record Entry(HeardState heard, @Nullable GatewayLink link) {}

  /**
   * No links yet.
   *
   * @param credentials asked at each new connection, so that a renewed certificate is used
   * @param listener told of every change of any gateway
   * @param observer counts
   */
  public GatewayLinks(
      Supplier<LinkCredentials> credentials,
      LinkSettings settings,
      Clock clock,
      LinkListener listener,
      LinkObserver observer) {
    this.credentials = credentials;
    this.settings = settings;
    this.clock = clock;
    this.listener = listener;
    this.observer = observer;
  }

  /**
   * Links to the gateway at the address: starts a link, moves it there, or ends it. Does nothing
   * while the address is the same. What was heard before stays.
   *
   * @param address the address of the gateway's pod, null while it has none
   */
  public void endpoint(String gateway, @Nullable String address) {
    boolean[] lost = new boolean[1];
    entries.compute(
        gateway,
        (_, present) -> {
          Entry entry = present == null ? watched() : present;
          if (entry.link() != null && entry.link().endpoint().address().equals(address)) {
            return entry;
          }
          if (entry.link() != null) {
            entry.link().close();
          }
          lost[0] =
              entry.heard().disconnected(address == null ? "it has no address" : "no answer yet");
          return new Entry(
              entry.heard(), address == null ? null : started(gateway, address, entry.heard()));
        });
    if (lost[0]) {
      listener.onChange(gateway);
    }
  }

  /** Gives a gateway a document and waits for its answer. */
  public PushResult push(GatewayConfig config) {
    Entry entry = entries.get(config.gateway());
    return entry == null || entry.link() == null
        ? new PushResult.Unreachable("it has no address")
        : entry.link().push(config);
  }

  /** The newest state heard of a gateway, however long ago: {@link #health} tells how long. */
  public Optional<GatewayState> state(String gateway) {
    Entry entry = entries.get(gateway);
    return entry == null ? Optional.empty() : entry.heard().latest();
  }

  /** The document a gateway cannot use, unless it has got beyond it. */
  public Optional<Rejection> rejection(String gateway) {
    Entry entry = entries.get(gateway);
    return entry == null ? Optional.empty() : entry.heard().rejection();
  }

  /** How well a gateway is heard; the first question about a gateway begins the watch. */
  public GatewayHealth health(String gateway) {
    return entries.computeIfAbsent(gateway, _ -> watched()).heard().health();
  }

  /** Ends the link to a gateway that is no more, and forgets what was heard of it. */
  public void forget(String gateway) {
    Entry entry = entries.remove(gateway);
    if (entry != null && entry.link() != null) {
      entry.link().close();
    }
  }

  /** Ends all links. */
  @Override
  public void close() {
    entries.keySet().forEach(this::forget);
    executor.shutdownNow();
  }

  private Entry watched() {
    return new Entry(new HeardState(clock), null);
  }

  private GatewayLink started(String gateway, String address, HeardState heard) {
    GatewayLink link =
        new GatewayLink(
            new GatewayEndpoint(gateway, address, settings.port()),
            credentials,
            settings,
            executor,
            heard,
            listener,
            observer);
    link.start();
    return link;
  }
}
