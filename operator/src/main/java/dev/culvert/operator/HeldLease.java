package dev.culvert.operator;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The lease that a replica leads by, to be given up by one that goes. */
final class HeldLease {
  private static final Logger LOG = LoggerFactory.getLogger(HeldLease.class);

  private final KubernetesClient client;
  private final String namespace;
  private final String name;
  private final String holder;

  HeldLease(KubernetesClient client, String namespace, String name, String holder) {
    this.client = client;
    this.namespace = namespace;
    this.name = name;
    this.holder = holder;
  }

  /** Watches the lease, whoever holds it. */
  WatchCanary canary() {
    return WatchCanary.of(client, namespace, name);
  }

  /** Lets the next replica lead at once, unless another one does already. */
  void release() {
    try {
      Lease lease = client.leases().inNamespace(namespace).withName(name).get();
      if (lease != null && holder.equals(lease.getSpec().getHolderIdentity())) {
        lease.getSpec().setHolderIdentity(null);
        lease.getSpec().setLeaseDurationSeconds(1);
        client.resource(lease).update();
        LOG.info("gave the lease up");
      }
    } catch (KubernetesClientException e) {
      LOG.info("the lease is left to run out: {}", e.getMessage());
    }
  }
}
