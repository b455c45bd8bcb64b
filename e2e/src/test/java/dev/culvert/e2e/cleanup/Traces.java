package dev.culvert.e2e.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.NetworkSegment;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.e2e.cluster.CulvertRelease;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Side;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * What Culvert has made for a side, by the names it has them under; taken down while the side is
 * there, looked for when it is gone.
 *
 * @param cluster where it was made
 * @param gateway the gateway's name
 * @param networkUid the network's metadata.uid
 * @param linkKeys the Secrets with keys of its links
 */
record Traces(TestCluster cluster, String gateway, String networkUid, List<String> linkKeys) {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final String ALL_BUT_EVENTS =
      "kubectl get $(kubectl api-resources --namespaced --verbs=list -o name | grep -v '^events'"
          + " | tr '\\n' ',' | sed 's/,$//') -n %s -o name 2>/dev/null; true";

  /** The traces of a side that has a gateway and at least one link. */
  static Traces of(Side side) {
    List<String> connections =
        side
            .cluster()
            .client()
            .resources(GatewayConnection.class)
            .inNamespace(side.namespace())
            .list()
            .getItems()
            .stream()
            .map(connection -> connection.getMetadata().getUid())
            .toList();
    List<String> keys =
        side
            .cluster()
            .client()
            .secrets()
            .inNamespace(CulvertRelease.NAMESPACE)
            .withLabel("culvert.dev/link", "true")
            .list()
            .getItems()
            .stream()
            .filter(secret -> {
              String annotation =
                  secret.getMetadata().getAnnotations().get("culvert.dev/connections");
              return connections.stream().anyMatch(annotation::contains);
            })
            .map(secret -> secret.getMetadata().getName())
            .toList();
    String uid =
        side.cluster()
            .client()
            .resources(VirtualNetwork.class)
            .inNamespace(side.namespace())
            .withName(side.name())
            .require()
            .getMetadata()
            .getUid();
    Traces traces = new Traces(side.cluster(), side.gateway(), uid, keys);
    assertThat(traces.keysLeft()).hasSize(1);
    assertThat(traces.addressesLeft()).as("claim of the gateway, segment").hasSizeGreaterThan(1);
    assertThat(traces.gatewayObjectsLeft())
        .contains(
            "deployment.apps/" + traces.gateway(),
            "service/" + traces.gateway(),
            "secret/" + traces.gateway() + "-config",
            "secret/" + traces.gateway() + "-tls",
            "networkpolicy.networking.k8s.io/" + traces.gateway());
    return traces;
  }

  /** Waits until neither the gateway nor a key, an address or the segment is left. */
  void awaitGone() {
    await("nothing left of " + gateway)
        .atMost(LIMIT)
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(() ->
            assertThat(
                    Stream.of(gatewayObjectsLeft(), keysLeft(), addressesLeft())
                        .flatMap(List::stream))
                .isEmpty());
  }

  /** Waits until the namespace is gone, which it is not before all in it is. */
  static void awaitGone(TestCluster cluster, String namespace) {
    await("namespace " + namespace + " gone")
        .atMost(LIMIT)
        .until(() -> cluster.client().namespaces().withName(namespace).get() == null);
  }

  private List<String> gatewayObjectsLeft() {
    return cluster
        .node()
        .exec("sh", "-c", ALL_BUT_EVENTS.formatted(CulvertRelease.GATEWAY_NAMESPACE))
        .lines()
        .filter(name -> name.contains(gateway))
        .toList();
  }

  private List<String> addressesLeft() {
    Stream<HasMetadata> claims =
        cluster.client().resources(AddressClaim.class).inAnyNamespace().list().getItems().stream()
            .filter(claim -> claim.getSpec().virtualNetworkUid().equals(networkUid))
            .map(claim -> claim);
    Stream<HasMetadata> segments =
        cluster.client().resources(NetworkSegment.class).inAnyNamespace().list().getItems().stream()
            .filter(segment -> segment.getSpec().virtualNetworkUid().equals(networkUid))
            .map(segment -> segment);
    return Stream.concat(claims, segments).map(object -> object.getMetadata().getName()).toList();
  }

  private List<String> keysLeft() {
    return cluster
        .client()
        .secrets()
        .inNamespace(CulvertRelease.NAMESPACE)
        .list()
        .getItems()
        .stream()
        .map(HasMetadata::getMetadata)
        .map(metadata -> metadata.getName())
        .filter(linkKeys::contains)
        .toList();
  }
}
