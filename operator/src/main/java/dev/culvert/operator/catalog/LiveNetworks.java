package dev.culvert.operator.catalog;

import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.operator.plan.NetworkKey;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the API server itself before something is deleted: a cache may begin with an old list, and
 * lack a network that is there.
 */
public final class LiveNetworks {
  private static final Logger LOG = LoggerFactory.getLogger(LiveNetworks.class);

  private final KubernetesClient client;

  /** Asks through the given client. */
  public LiveNetworks(KubernetesClient client) {
    this.client = client;
  }

  /**
   * Whether the API server does not know the network of that UID either; false while it does not
   * answer.
   *
   * @param key what it is, or was, called
   */
  public boolean isGone(NetworkKey key, String uid) {
    try {
      VirtualNetwork present =
          client
              .resources(VirtualNetwork.class)
              .inNamespace(key.namespace())
              .withName(key.name())
              .get();
      return present == null || !uid.equals(present.getMetadata().getUid());
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
        return true; // The namespace took the right to look with it: what caches know stands.
      }
      LOG.warn("what is left of network {} stays: {}", key, e.getMessage());
      return false;
    }
  }
}
