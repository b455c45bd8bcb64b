package dev.culvert.operator;

import dev.culvert.operator.catalog.ObjectCache;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Notices watches that have gone deaf. A connection can break without a word to this end, and then
 * its watch shows nothing for many minutes, as if nothing happened. The leader's lease is renewed
 * every two seconds: a watch of it that does not show what the API server answers when asked is
 * deaf, and most likely not it alone.
 */
final class WatchCanary {
  /** Looks in a row that found the watch behind before it counts as deaf. */
  static final int LOOKS = 3;

  private final LongSupplier shown;
  private final LongSupplier asked;
  private long answer;
  private int misses;

  /**
   * @param shown the version that the watch has shown last, 0 for none
   * @param asked the version that the API server answers now, 0 while it does not answer
   */
  WatchCanary(LongSupplier shown, LongSupplier asked) {
    this.shown = shown;
    this.asked = asked;
  }

  /** Watches the lease of the given name from now on. */
  static WatchCanary of(KubernetesClient client, String namespace, String name) {
    Resource<Lease> lease = client.leases().inNamespace(namespace).withName(name);
    SharedIndexInformer<Lease> informer = lease.inform();
    return new WatchCanary(
        () -> version(informer.getStore().getByKey(namespace + "/" + name)), () -> asked(lease));
  }

  /** Whether the watch is deaf; to be asked every few seconds, by one thread. */
  boolean isDeaf() {
    misses = shown.getAsLong() < answer ? misses + 1 : 0;
    answer = asked.getAsLong();
    return misses >= LOOKS;
  }

  private static long asked(Resource<Lease> lease) {
    try {
      return version(lease.get());
    } catch (KubernetesClientException e) {
      return 0; // Nothing can be told; that the API server is away is said elsewhere.
    }
  }

  private static long version(@Nullable Lease lease) {
    return lease == null ? 0 : ObjectCache.version(lease);
  }
}
