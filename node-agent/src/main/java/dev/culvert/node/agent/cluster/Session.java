package dev.culvert.node.agent.cluster;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.NetworkSegment;
import dev.culvert.node.agent.plan.Claim;
import dev.culvert.node.agent.plan.Doubt;
import dev.culvert.node.agent.plan.Segment;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** One client and what it watches. All its watches share one connection. */
final class Session implements Shown, AutoCloseable {
  private static final Map<String, String> AGENTS =
      Map.of("app.kubernetes.io/name", "culvert", "app.kubernetes.io/component", "node-agent");

  private final KubernetesClient client;
  private final String namespace;
  private final List<Feed<AddressClaim, Claim>> claims = new ArrayList<>();
  private final Feed<NetworkSegment, Segment> segments;
  private final Feed<AgentPod, NodeAddress> nodes;

  /**
   * @param namespace the agents'
   * @param watched the namespaces of claims; empty for all
   * @param onChange told of every change
   */
  Session(KubernetesClient client, String namespace, List<String> watched, Runnable onChange) {
    this.client = client;
    this.namespace = namespace;
    var ofClaims = client.resources(AddressClaim.class);
    if (watched.isEmpty()) {
      claims.add(
          new Feed<>(
              "address claims",
              ofClaims.inAnyNamespace().runnableInformer(0),
              ClaimReader::read,
              ClaimReader::doubt,
              onChange));
    }
    for (var each : watched) {
      claims.add(
          new Feed<>(
              "address claims of namespace " + each,
              ofClaims.inNamespace(each).runnableInformer(0),
              ClaimReader::read,
              ClaimReader::doubt,
              onChange));
    }
    segments =
        new Feed<>(
            "network segments",
            client.resources(NetworkSegment.class).inNamespace(namespace).runnableInformer(0),
            SegmentReader::read,
            SegmentReader::doubt,
            onChange);
    nodes =
        new Feed<>(
            "node agents",
            client
                .resources(AgentPod.class)
                .inNamespace(namespace)
                .withLabels(AGENTS)
                .runnableInformer(0),
            Session::nodeAddress,
            // A node that was known stays known: nothing is taken away because of it.
            pod -> Optional.empty(),
            onChange);
  }

  void start() {
    feeds().forEach(Feed::start);
  }

  KubernetesClient client() {
    return client;
  }

  @Override
  public boolean isAnswered() {
    return segments.isListed() && nodes.isListed() && claims.stream().allMatch(Feed::isAnswered);
  }

  @Override
  public boolean isListed() {
    return feeds().allMatch(Feed::isListed);
  }

  @Override
  public Collection<Doubt> doubts() {
    return feeds().flatMap(Feed::doubts).toList();
  }

  @Override
  public Collection<Claim> claims() {
    return claims.stream().flatMap(feed -> feed.values().stream()).toList();
  }

  @Override
  public Collection<Segment> segments() {
    return List.copyOf(segments.values());
  }

  @Override
  public Collection<NodeAddress> nodes() {
    return List.copyOf(nodes.values());
  }

  /** Asks for next to nothing, by the connection of the watches. */
  void ask() {
    client
        .resources(NetworkSegment.class)
        .inNamespace(namespace)
        .list(new ListOptionsBuilder().withLimit(1L).withResourceVersion("0").build());
  }

  private Stream<Feed<?, ?>> feeds() {
    return Stream.concat(claims.stream(), Stream.of(segments, nodes));
  }

  private static Optional<NodeAddress> nodeAddress(AgentPod pod) {
    var spec = pod.getSpec();
    var status = pod.getStatus();
    return spec == null || spec.nodeName() == null || status == null || status.hostIP() == null
        ? Optional.empty()
        : Optional.of(new NodeAddress(spec.nodeName(), status.hostIP()));
  }

  @Override
  public void close() {
    feeds().forEach(Feed::stop);
    client.close();
  }
}
