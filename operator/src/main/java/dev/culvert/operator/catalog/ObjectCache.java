package dev.culvert.operator.catalog;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
  private static final int MOST_GONE = 10_000;

  private final List<Feed<T>> feeds;
  private final Map<String, T> written = new ConcurrentHashMap<>();

  /** UIDs of what the informer saw go last: an answer about one of them comes too late. */
  private final Set<String> gone =
      Collections.newSetFromMap(
          Collections.synchronizedMap(
              new LinkedHashMap<>() {
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                  return size() > MOST_GONE;
                }
              }));

  /** UIDs of what this process deleted, by key, until the informer has caught up. */
  private final Map<String, String> deleted = new ConcurrentHashMap<>();

  /**
   * @param feeds one for each watched namespace, not started
   * @param matters whether the change from the first to the second object is worth telling
   * @param onChange told of each object that came, changed or went, on the informer's thread
   */
  ObjectCache(List<Feed<T>> feeds, BiPredicate<T, T> matters, Consumer<T> onChange) {
    this.feeds = List.copyOf(feeds);
    for (Feed<T> feed : this.feeds) {
      feed.informer()
          .addEventHandler(
              new ResourceEventHandler<>() {
                @Override
                public void onAdd(T object) {
                  gone.remove(object.getMetadata().getUid());
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
                  gone.add(object.getMetadata().getUid());
                  // Another of the name may have been written since.
                  written.computeIfPresent(
                      key(object), (k, own) -> sameUid(object, own) ? null : own);
                  deleted.remove(key(object), object.getMetadata().getUid());
                  onChange.accept(object);
                }
              });
    }
  }

  /** Starts the feeds and completes when each has its first listing, or is refused it. */
  CompletableFuture<Void> start() {
    return CompletableFuture.allOf(
        feeds.stream().map(Feed::start).toArray(CompletableFuture[]::new));
  }

  /** Whether every feed still watches what it may. */
  public boolean isWatching() {
    return feeds.stream().allMatch(Feed::isWatching);
  }

  /** The namespaces of which nothing was ever listed. */
  Stream<String> neverListed() {
    return feeds.stream().map(Feed::neverListed).flatMap(Optional::stream);
  }

  /** The object of the given name, as new as this process knows. */
  public Optional<T> get(String namespace, String name) {
    String key = namespace + "/" + name;
    T own = written.get(key);
    if (own != null) {
      return Optional.of(own);
    }
    return feeds.stream()
        .map(f -> lookUp(f, key))
        .flatMap(Optional::stream)
        .filter(object -> !isDeleted(object))
        .findFirst();
  }

  /** Every object. */
  public Stream<T> all() {
    Stream<T> seen =
        feeds.stream()
            .flatMap(f -> f.informer().getStore().list().stream())
            .filter(object -> written.isEmpty() || !written.containsKey(key(object)))
            .filter(object -> deleted.isEmpty() || !isDeleted(object));
    return Stream.concat(seen, List.copyOf(written.values()).stream());
  }

  /** Takes over what the API server answered to a write. */
  public void put(T object) {
    String uid = object.getMetadata().getUid();
    deleted.remove(key(object), uid);
    written.put(key(object), object);
    if (gone.contains(uid)) {
      written.remove(key(object), object);
    }
    // The informer may have seen it, or something newer, while the answer was on its way.
    feeds.stream()
        .map(f -> lookUp(f, key(object)))
        .flatMap(Optional::stream)
        .forEach(this::caughtUp);
  }

  /** Takes over that the API server knows the object no more. */
  public void remove(T object) {
    if (object.getMetadata().getUid() == null) {
      return; // It was never there.
    }
    written.computeIfPresent(key(object), (k, own) -> sameUid(object, own) ? null : own);
    deleted.put(key(object), object.getMetadata().getUid());
    if (feeds.stream().allMatch(f -> lookUp(f, key(object)).isEmpty())) {
      deleted.remove(key(object)); // The informer was faster.
    }
  }

  private boolean isDeleted(T object) {
    return object.getMetadata().getUid() != null
        && object.getMetadata().getUid().equals(deleted.get(key(object)));
  }

  private void caughtUp(T seen) {
    written.computeIfPresent(key(seen), (k, own) -> version(seen) >= version(own) ? null : own);
  }

  private static <T extends HasMetadata> Optional<T> lookUp(Feed<T> feed, String key) {
    return Optional.ofNullable(feed.informer().getStore().getByKey(key));
  }

  private static boolean sameUid(HasMetadata a, HasMetadata b) {
    return a.getMetadata().getUid().equals(b.getMetadata().getUid());
  }

  /** The object's resourceVersion as a number, by which newer is told from older; 0 for none. */
  public static long version(HasMetadata object) {
    @Nullable String version = object.getMetadata().getResourceVersion();
    return version == null ? 0 : Long.parseLong(version);
  }

  private static String key(HasMetadata object) {
    return object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
  }

  @Override
  public void close() {
    feeds.forEach(feed -> feed.informer().stop());
  }
}
