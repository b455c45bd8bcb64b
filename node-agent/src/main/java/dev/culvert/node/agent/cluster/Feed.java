package dev.culvert.node.agent.cluster;

import dev.culvert.node.agent.plan.Doubt;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.net.HttpURLConnection;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objects of one kind, as what the agent needs of them. While the API server is away they stay
 * as they were last seen.
 *
 * @param <T> the kind
 * @param <V> what is needed of it
 */
final class Feed<T extends CustomResource<?, ?>, V> {
  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

  private static final Duration QUIET = Duration.ofMinutes(1);

  private final SharedIndexInformer<T> informer;
  private final String name;
  private final Function<T, Optional<V>> reader;
  private final Function<T, Optional<Doubt>> doubt;
  private final Runnable onChange;
  private final Map<String, V> values = new ConcurrentHashMap<>();

  /** Objects that could not be read as they are now, by their keys, and whose they are. */
  private final Map<String, Optional<Doubt>> unreadable = new ConcurrentHashMap<>();

  private volatile boolean listed;
  private volatile boolean refused;
  private volatile long nextWords;

  /**
   * @param name what it watches, for the log
   * @param reader what is needed of an object; it may refuse one by an exception
   * @param doubt whose an object is that was refused; empty if nothing hangs on it
   * @param onChange told when a value came, changed or went
   */
  Feed(
      String name,
      SharedIndexInformer<T> informer,
      Function<T, Optional<V>> reader,
      Function<T, Optional<Doubt>> doubt,
      Runnable onChange) {
    this.name = name;
    this.informer = informer;
    this.reader = reader;
    this.doubt = doubt;
    this.onChange = onChange;
    informer.itemStore(new LeanStore());
    informer.exceptionHandler((started, failure) -> goesOn(failure));
  }

  /**
   * Takes objects on their way into the informer's store, where everything has arrived when a
   * listing is told to be over; what is told to handlers comes later. Of the objects themselves
   * only what the informer needs is kept.
   */
  private final class LeanStore extends BasicItemStore<T> {
    LeanStore() {
      super(Cache::metaNamespaceKeyFunc);
    }

    @Override
    public @Nullable T put(String key, T object) {
      take(key, object);
      var metadata = object.getMetadata();
      object.setMetadata(
          new ObjectMetaBuilder()
              .withNamespace(metadata.getNamespace())
              .withName(metadata.getName())
              .withUid(metadata.getUid())
              .withResourceVersion(metadata.getResourceVersion())
              .build());
      object.setSpec(null);
      object.setStatus(null);
      return super.put(key, object);
    }

    @Override
    public @Nullable T remove(String key) {
      if (unreadable.remove(key) != null | values.remove(key) != null) {
        onChange.run();
      }
      return super.remove(key);
    }
  }

  void start() {
    informer
        .start()
        .whenComplete((nothing, failure) -> {
          if (failure == null) {
            listed = true;
            onChange.run();
          } else {
            LOG.error("{} are not watched any more", name, failure);
          }
        });
  }

  void stop() {
    informer.stop();
  }

  /** Whether everything was listed once. */
  boolean isListed() {
    return listed;
  }

  /** Whether everything was listed once, or the API server refuses to. */
  boolean isAnswered() {
    return listed || refused;
  }

  /** What could not be read: an object that could not be is none that is not there. */
  Stream<Doubt> doubts() {
    return unreadable.values().stream().flatMap(Optional::stream);
  }

  Collection<V> values() {
    return values.values();
  }

  private void take(String key, T object) {
    Optional<V> value;
    try {
      value = reader.apply(object);
    } catch (RuntimeException e) {
      // One object that no operator writes must not keep the others from being seen.
      if (unreadable.put(key, doubt.apply(object)) == null) {
        LOG.warn(
            "{} of {} cannot be read: it stays as it was, and nothing of its network is taken away"
                + " meanwhile: {}",
            key,
            name,
            e.toString());
      }
      return;
    }
    boolean wasUnreadable = unreadable.remove(key) != null;
    var before = value.isPresent() ? values.put(key, value.get()) : values.remove(key);
    if (wasUnreadable || !value.equals(Optional.ofNullable(before))) {
      onChange.run();
    }
  }

  /** It is asked again for ever, more and more rarely; what fails is told once in a while. */
  private boolean goesOn(Throwable failure) {
    refused =
        Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
            .limit(20)
            .filter(KubernetesClientException.class::isInstance)
            .map(KubernetesClientException.class::cast)
            .anyMatch(cause ->
                cause.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                    || cause.getCode() == HttpURLConnection.HTTP_NOT_FOUND);
    long now = System.nanoTime();
    if (nextWords == 0 || now - nextWords > 0) {
      nextWords = now + QUIET.toNanos();
      LOG.warn("{} cannot be watched: {}", name, Reason.of(failure));
    }
    onChange.run();
    return true;
  }
}
