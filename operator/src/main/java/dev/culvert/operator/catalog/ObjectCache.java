package dev.culvert.operator.catalog;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Objects of one kind as informers see them, with what this process wrote itself laid over until
 * the informer has caught up: a reconciler reads its own writes.
 *
 * @param <T> the kind
 */
public final class ObjectCache<T extends HasMetadata> implements AutoCloseable {
  private final List<SharedIndexInformer<T>> informers;
  private final Map<String, T> written = new ConcurrentHashMap<>();

  /**
   * @param informers one for each watched namespace, not started
   * @param matters whether the change from the first to the second object is worth telling
   * @param onChange told of each object that came, changed or went, on the informer's thread
   */
  ObjectCache(
      List<SharedIndexInformer<T>> informers, BiPredicate<T, T> matters, Consumer<T> onChange) {
    this.informers = List.copyOf(informers);
    for (SharedIndexInformer<T> informer : this.informers) {
      informer.addEventHandler(
          new ResourceEventHandler<>() {
            @Override
            public void onAdd(T object) {
              caughtUp(object);
              onChange.accept(object);
            }

            @Override
            public void onUpdate(T before, T after) {
              caughtUp(after);
              if (matters.test(before, after)) {
                onChange.accept(after);
              }
            }

            @Override
            public void onDelete(T object, boolean unknownFinalState) {
              written.remove(key(object));
              onChange.accept(object);
            }
          });
    }
  }

  /** Starts the informers and completes when the first listing is in. */
  CompletableFuture<Void> start() {
    return CompletableFuture.allOf(
        informers.stream()
            .map(i -> i.start().toCompletableFuture())
            .toArray(CompletableFuture[]::new));
  }

  /** Whether every informer still watches. */
  public boolean isWatching() {
    return informers.stream().allMatch(SharedIndexInformer::isWatching);
  }

  /** The object of the given name, as new as this process knows. */
  public Optional<T> get(String namespace, String name) {
    String key = namespace + "/" + name;
    T own = written.get(key);
    if (own != null) {
      return Optional.of(own);
    }
    return informers.stream().map(i -> lookUp(i, key)).flatMap(Optional::stream).findFirst();
  }

  /** Every object. */
  public Stream<T> all() {
    Stream<T> seen =
        informers.stream()
            .flatMap(i -> i.getStore().list().stream())
            .filter(object -> !written.containsKey(key(object)));
    return Stream.concat(seen, List.copyOf(written.values()).stream());
  }

  /** Takes over what the API server answered to a write. */
  public void put(T object) {
    written.put(key(object), object);
    // The informer may have seen it, or something newer, while the answer was on its way.
    informers.stream()
        .map(i -> lookUp(i, key(object)))
        .flatMap(Optional::stream)
        .forEach(this::caughtUp);
  }

  private void caughtUp(T seen) {
    written.computeIfPresent(
        key(seen), (k, own) -> version(seen) >= version(own) || !sameUid(seen, own) ? null : own);
  }

  private static <T> Optional<T> lookUp(SharedIndexInformer<T> informer, String key) {
    return Optional.ofNullable(informer.getStore().getByKey(key));
  }

  private static boolean sameUid(HasMetadata a, HasMetadata b) {
    return a.getMetadata().getUid().equals(b.getMetadata().getUid());
  }

  private static long version(HasMetadata object) {
    @Nullable String version = object.getMetadata().getResourceVersion();
    return version == null ? 0 : Long.parseLong(version);
  }

  private static String key(HasMetadata object) {
    return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
  }

  @Override
  public void close() {
    informers.forEach(SharedIndexInformer::stop);
  }
}
