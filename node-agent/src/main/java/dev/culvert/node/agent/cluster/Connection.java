package dev.culvert.node.agent.cluster;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;

/** Connections to the API server. */
public final class Connection {
  private static final int REQUEST_MILLIS = 10_000;
  private static final int RECONNECT_MILLIS = 250;

  private Connection() {}

  /** A client as the pod's service account. */
  public static KubernetesClient open() {
    return to(new ConfigBuilder());
  }

  /**
   * A client that goes by the given configuration. Its watches are plain requests: so they go by
   * the same connection as everything else, and when that is dead everything else shows it. It
   * tries nothing again by itself: whoever uses it does.
   */
  public static KubernetesClient to(ConfigBuilder configuration) {
    WatchLength.limit();
    return new KubernetesClientBuilder()
        .withConfig(
            configuration
                .withOnlyHttpWatches(true)
                .withConnectionTimeout(REQUEST_MILLIS)
                .withRequestTimeout(REQUEST_MILLIS)
                .withRequestRetryBackoffLimit(0)
                .withWatchReconnectInterval(RECONNECT_MILLIS)
                .build())
        .withKubernetesSerialization(serialization())
        .build();
  }

  /**
   * The client would else load every class of the API, to know one when it sees one. Of what it
   * only sees it has to know one: by a Status the API server tells a watch that it must list anew.
   */
  static KubernetesSerialization serialization() {
    var serialization = new KubernetesSerialization(new ObjectMapper(), false);
    serialization.registerKubernetesResource(Status.class);
    return serialization;
  }
}
