package dev.culvert.operator.catalog;

import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.operator.plan.NetworkKey;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Networks as the API server has them, for who cannot wait until the catalog has heard of one that
 * was just created.
 */
public final class FreshNetworks {
  private static final Logger LOG = LoggerFactory.getLogger(FreshNetworks.class);

  private final KubernetesClient client;
  private final Duration limit;

  /**
   * @param limit how long an answer is waited for
   */
  public FreshNetworks(KubernetesClient client, Duration limit) {
    this.client = client;
    this.limit = limit;
  }

  /** The network; empty also if the API server does not tell it, or not in time. */
  public Optional<VirtualNetwork> get(NetworkKey key) {
    var question =
        new FutureTask<>(() ->
            client
                .resources(VirtualNetwork.class)
                .inNamespace(key.namespace())
                .withName(key.name())
                .get());
    Thread.ofVirtual().start(question);
    try {
      return Optional.ofNullable(question.get(limit.toNanos(), TimeUnit.NANOSECONDS));
    } catch (ExecutionException | TimeoutException e) {
      LOG.warn("whether there is a network {} cannot be found out: {}", key, e.toString());
      return Optional.empty();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    } finally {
      question.cancel(true);
    }
  }
}
