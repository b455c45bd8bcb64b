package dev.culvert.e2e.member;

import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.DnsServer;
import dev.culvert.crds.v1alpha1.LabelExpression;
import dev.culvert.crds.v1alpha1.Members;
import dev.culvert.crds.v1alpha1.NamespaceSelector;
import dev.culvert.crds.v1alpha1.Subnet;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.crds.v1alpha1.VirtualNetworkSpec;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Member;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A namespace whose pods are on networks without gateways, which are there at once.
 *
 * @param cluster where it is
 * @param namespace its name
 */
record Tenant(TestCluster cluster, String namespace) {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** In a new namespace, which enforces Pod Security {@code restricted}. */
  static Tenant inNewNamespace(TestCluster cluster, String words) {
    cluster.culvert();
    return new Tenant(cluster, cluster.newNamespace(words));
  }

  /** A network's object, as it would be created. */
  VirtualNetwork network(String name, String space, List<Subnet> subnets, DnsServer... servers) {
    var network = new VirtualNetwork();
    network.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace(namespace).build());
    network.setSpec(
        new VirtualNetworkSpec("somewhere", List.of(space), subnets, null, List.of(servers), null));
    return network;
  }

  /** Creates a network. */
  VirtualNetwork createNetwork(
      String name, String space, List<Subnet> subnets, DnsServer... servers) {
    return cluster.client().resource(network(name, space, subnets, servers)).create();
  }

  /** Lets pods of namespaces with that label in, and no others but its own; null: no others. */
  void admit(String network, @Nullable Map<String, String> labels, LabelExpression... expressions) {
    cluster
        .client()
        .resources(VirtualNetwork.class)
        .inNamespace(namespace)
        .withName(network)
        .edit(present -> {
          VirtualNetworkSpec spec = present.getSpec();
          present.setSpec(
              new VirtualNetworkSpec(
                  spec.location(),
                  spec.addressSpace(),
                  spec.subnets(),
                  spec.gateway(),
                  spec.dnsServers(),
                  labels == null
                      ? null
                      : new Members(new NamespaceSelector(labels, List.of(expressions)))));
          return present;
        });
  }

  /** The network as it is. */
  VirtualNetwork network(String name) {
    return cluster
        .client()
        .resources(VirtualNetwork.class)
        .inNamespace(namespace)
        .withName(name)
        .require();
  }

  /** Whether the network has that condition, with status True, and what it says. */
  Optional<String> says(String network, String condition) {
    return Optional.ofNullable(network(network).getStatus()).stream()
        .flatMap(status -> status.conditions().stream())
        .filter(c -> c.type().equals(condition) && c.status().equals("True"))
        .map(c -> c.message())
        .findFirst();
  }

  /** A pod that would run. */
  PodBuilder pod(String name, String network, String subnet) {
    return Member.pod(namespace, name, network, subnet);
  }

  /** A pod that is never put on a node: all there is of it is its object. */
  PodBuilder unplaced(String name, String network, String subnet) {
    return pod(name, network, subnet)
        .editSpec()
        .addToNodeSelector("nowhere", "to-be-found")
        .endSpec();
  }

  /** Creates a pod. */
  Member create(PodBuilder pod) {
    return Member.create(cluster, pod.build());
  }

  /** What the pod of that name is told. */
  Told told(String pod) {
    return new Told(cluster, namespace, pod);
  }

  /** The addresses in use in its networks. */
  Claims claims() {
    return new Claims(cluster, namespace);
  }

  /** Waits until the pod of that name has an address. */
  String awaitAddress(String pod) {
    return await(namespace + "/" + pod + " has an address")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> claims().of(pod), Optional::isPresent)
        .orElseThrow();
  }

  /** Waits until no pod of that name has an address. */
  void awaitReleased(String pod) {
    await(namespace + "/" + pod + " has no address")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(50))
        .until(() -> claims().of(pod).isEmpty());
  }

  /** The pod of that name. */
  Pod pod(String name) {
    return cluster.client().pods().inNamespace(namespace).withName(name).require();
  }

  /** Deletes the pod of that name at once. */
  void deletePod(String name) {
    cluster.client().pods().inNamespace(namespace).withName(name).withGracePeriod(0).delete();
  }

  /** Deletes the namespace, and does not wait. */
  void delete() {
    cluster.client().namespaces().withName(namespace).delete();
  }
}
