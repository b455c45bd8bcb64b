package dev.culvert.node.agent.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.net.HttpURLConnection;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The objects of one kind, as what the agent needs of them. While the API server is away they stay
 * as they were last seen.
 *
 * @param <T> the kind
 * @param <V> what is needed of it
 */
final class Feed<T extends HasMetadata, V> {
  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

  private final SharedIndexInformer<T> informer;
  private final String name;
  private final Function<T, Optional<V>> reader;
  private final Runnable onChange;
  private final Map<String, V> values = new ConcurrentHashMap<>();
  private volatile boolean listed;
  private volatile boolean refused;

  /**
   * @param name what it watches, for the log
   * @param reader what is needed of an object; it may refuse one by an IllegalArgumentException
   * @param onChange told when a value came, changed or went
   */
  Feed(
      String name,
      SharedIndexInformer<T> informer,
      Function<T, Optional<V>> reader,
      Runnable onChange) {
    this.name = name;
    this.informer = informer;
    this.reader = reader;
    this.onChange = onChange;
    informer.itemStore(new LeanStore<>());
    informer.exceptionHandler((started, failure) -> goesOn(failure));
    informer.addEventHandler(
        new ResourceEventHandler<>() {
          @Override
          public void onAdd(T object) {
            take(object);
          }

          @Override
          public void onUpdate(T before, T after) {
            take(after);
          }

          @Override
          public void onDelete(T object, boolean unknownFinalState) {
            if (values.remove(Cache.metaNamespaceKeyFunc(object)) != null) {
              onChange.run();
            }
          }
        });
  }

  /** Keeps of an object nothing about who wrote what. */
  private static final class LeanStore<T extends HasMetadata> extends BasicItemStore<T> {
    LeanStore() {
      super(Cache::metaNamespaceKeyFunc);
    }

    @Override
    public T put(String key, T object) {
      object.getMetadata().setManagedFields(null);
      return super.put(key, object);
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

  Collection<V> values() {
    return values.values();
  }

  private void take(T object) {
    var key = Cache.metaNamespaceKeyFunc(object);
    Optional<V> value;
    try {
      value = reader.apply(object);
    } catch (IllegalArgumentException e) {
      LOG.warn("{} of {} is left as it is: {}", key, name, e.getMessage());
      return;
    }
    var before = value.isPresent() ? values.put(key, value.get()) : values.remove(key);
    if (!value.equals(Optional.ofNullable(before))) {
      onChange.run();
    }
  }

  /** It is asked again for ever, more and more rarely. */
  private boolean goesOn(Throwable failure) {
    boolean refusal =
        Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
            .limit(20)
            .filter(KubernetesClientException.class::isInstance)
            .map(KubernetesClientException.class::cast)
            .anyMatch(cause ->
                cause.getCode() == HttpURLConnection.HTTP_FORBIDDEN
                    || cause.getCode() == HttpURLConnection.HTTP_NOT_FOUND);
    if (refusal && !refused) {
      LOG.warn("{} cannot be read: {}", name, failure.getMessage());
    }
    if (refusal != refused) {
      refused = refusal;
      onChange.run();
    }
    return true;
  }
}
