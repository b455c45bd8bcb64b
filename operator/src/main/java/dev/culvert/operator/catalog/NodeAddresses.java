package dev.culvert.operator.catalog;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the node of a pod is reached: its ExternalIP, else its InternalIP. A node is asked for when
 * a gateway needs it, and now and then again; without the right to read nodes, the InternalIP that
 * the pod itself names is all there is.
 */
public final class NodeAddresses {
  private static final Logger LOG = LoggerFactory.getLogger(NodeAddresses.class);
  private static final Duration FRESH = Duration.ofMinutes(5);

  private final KubernetesClient client;
  private final Clock clock;
  private final Map<String, Answer> answers = new ConcurrentHashMap<>();

  private record Answer(Instant time, Optional<String> externalAddress) {}

  /** Asks the API server. */
  public NodeAddresses(KubernetesClient client, Clock clock) {
    this.client = client;
    this.clock = clock;
  }

  /** The address of the pod's node; empty while the pod is on none. */
  public Optional<String> of(Pod pod) {
    String node = pod.getSpec().getNodeName();
    Optional<String> internal =
        Optional.ofNullable(pod.getStatus()).flatMap(s -> Optional.ofNullable(s.getHostIP()));
    return node == null ? Optional.empty() : external(node).or(() -> internal);
  }

  private Optional<String> external(String node) {
    Instant now = clock.instant();
    return answers
        .compute(
            node,
            (name, last) ->
                last != null && now.isBefore(last.time().plus(FRESH))
                    ? last
                    : new Answer(now, ask(name)))
        .externalAddress();
  }

  private Optional<String> ask(String name) {
    try {
      return Optional.ofNullable(client.nodes().withName(name).get())
          .flatMap(NodeAddresses::externalAddress);
    } catch (KubernetesClientException e) {
      LOG.debug("node {} cannot be read: {}", name, e.getMessage());
      return Optional.empty();
    }
  }

  private static Optional<String> externalAddress(Node node) {
    return node.getStatus().getAddresses().stream()
        .filter(address -> address.getType().equals("ExternalIP"))
        .map(NodeAddress::getAddress)
        .filter(address -> address.matches("[0-9.]+"))
        .findFirst();
  }
}
