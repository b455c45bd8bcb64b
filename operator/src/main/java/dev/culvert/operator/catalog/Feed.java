package dev.culvert.operator.catalog;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.net.HttpURLConnection;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One informer. That of a single namespace of users may be refused, since the Role that allows it
 * goes with the namespace: it then asks again and again, more and more rarely, and holds up nobody.
 *
 * @param <T> the kind
 */
final class Feed<T extends HasMetadata> {
  private static final Logger LOG = LoggerFactory.getLogger(Feed.class);

  private final SharedIndexInformer<T> informer;
  private final Optional<String> namespace;
  private final CompletableFuture<Void> answered = new CompletableFuture<>();
  private volatile boolean listed;
  private volatile boolean refused;

  private Feed(SharedIndexInformer<T> informer, Optional<String> namespace) {
    this.informer = informer;
    this.namespace = namespace;
    informer.exceptionHandler(this::goesOn);
  }

  /** A feed that the operator cannot work without. */
  static <T extends HasMetadata> Feed<T> of(SharedIndexInformer<T> informer) {
    return new Feed<>(informer, Optional.empty());
  }

  /** The feed of one namespace of users. */
  static <T extends HasMetadata> Feed<T> ofNamespace(
      String namespace, SharedIndexInformer<T> informer) {
    return new Feed<>(informer, Optional.of(namespace));
  }

  SharedIndexInformer<T> informer() {
    return informer;
  }

  /** Starts; completes with the first listing, or its refusal. */
  CompletableFuture<Void> start() {
    informer
        .start()
        .whenComplete((nothing, failure) -> {
          if (failure == null) {
            listed = true;
            answered.complete(null);
          } else {
            answered.completeExceptionally(failure);
          }
        });
    return answered;
  }

  /** Whether it watches, or is refused to. */
  boolean isWatching() {
    if (informer.isWatching()) {
      refused = false;
      return true;
    }
    return refused;
  }

  /** The namespace of which nothing was ever listed, if it is such a one. */
  Optional<String> neverListed() {
    return listed ? Optional.empty() : namespace;
  }

  private boolean goesOn(boolean started, Throwable failure) {
    OptionalInt status = refusal(failure);
    if (namespace.isEmpty() || status.isEmpty()) {
      return started;
    }
    if (!refused) {
      LOG.warn(
          "namespace {} of watch.namespaces cannot be read (status {}), its networks are not served;"
              + " create it with the chart's Role, or take it off the list",
          namespace.get(),
          status.getAsInt());
    }
    refused = true;
    answered.complete(null);
    return true;
  }

  private static OptionalInt refusal(Throwable failure) {
    return Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
        .limit(20)
        .filter(KubernetesClientException.class::isInstance)
        .mapToInt(cause -> ((KubernetesClientException) cause).getCode())
        .filter(code ->
            code == HttpURLConnection.HTTP_FORBIDDEN || code == HttpURLConnection.HTTP_NOT_FOUND)
        .findFirst();
  }
}
