package dev.culvert.operator.apply;

import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.operator.catalog.Catalog;
import dev.culvert.operator.plan.NetworkKey;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes a finalizer off all networks, where an operator with other settings has put it on them. */
public final class FinalizerRelease {
  private static final Logger LOG = LoggerFactory.getLogger(FinalizerRelease.class);

  private final KubernetesClient client;
  private final Catalog catalog;
  private final String finalizer;

  /** Releases networks of the given finalizer. */
  public FinalizerRelease(KubernetesClient client, Catalog catalog, String finalizer) {
    this.client = client;
    this.catalog = catalog;
    this.finalizer = finalizer;
  }

  /** Takes it off where it is. */
  public void run() {
    catalog.networks().filter(network -> network.hasFinalizer(finalizer)).forEach(this::release);
  }

  private void release(VirtualNetwork network) {
    try {
      client
          .resources(VirtualNetwork.class)
          .inNamespace(network.getMetadata().getNamespace())
          .withName(network.getMetadata().getName())
          .edit(present -> {
            present.removeFinalizer(finalizer);
            return present;
          });
    } catch (KubernetesClientException e) {
      LOG.warn(
          "the finalizer of VirtualNetwork {} stays for now: {}",
          NetworkKey.of(network),
          e.getMessage());
    }
  }
}
