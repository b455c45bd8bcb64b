package dev.culvert.e2e.takeover;

import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.NetworkSegment;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.e2e.cluster.CulvertRelease;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.faults.OperatorPods;
import dev.culvert.e2e.scenario.Tools;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Puts a recording onto a cluster with this version's chart, in place of every network there is,
 * and leaves the operator away.
 */
final class Restoration {
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final Set<String> OWNERS_OF_PODS = Set.of("deployments", "replicasets");

  private final TestCluster cluster;
  private final Recording recording;

  private Restoration(TestCluster cluster, Recording recording) {
    this.cluster = cluster;
    this.recording = recording;
  }

  static Restoration of(TestCluster cluster, Recording recording) {
    return new Restoration(cluster, recording);
  }

  /** Returns once the recorded pods run. */
  void run() {
    cluster.culvert();
    Tools.on(cluster); // whose images the members are made of
    removeAllNetworks();
    OperatorPods.of(cluster).killAll();
    forgetTheOperator();

    Etcd etcd = Etcd.on(cluster.node());
    etcd.create(objects(object -> !OWNERS_OF_PODS.contains(object.resource())));
    // A ReplicaSet that knows nothing of its pods yet would make others.
    await("the recorded pods run")
        .atMost(LIMIT)
        .until(() -> pods().allMatch(Restoration::isRunning));
    etcd.create(objects(object -> OWNERS_OF_PODS.contains(object.resource())));
  }

  private List<RecordedObject> objects(Predicate<RecordedObject> which) {
    return recording.objects().stream().filter(which).toList();
  }

  private void removeAllNetworks() {
    KubernetesClient client = cluster.client();
    Stream.of(GatewayConnection.class, VirtualNetwork.class)
        .flatMap(kind -> client.resources(kind).inAnyNamespace().list().getItems().stream())
        .forEach(object -> client.resource((HasMetadata) object).delete());
    awaitNothingLeft(cluster);
  }

  /**
   * Waits until no network is left, nor anything that was made for one, nor the demo's namespaces.
   */
  static void awaitNothingLeft(TestCluster cluster) {
    KubernetesClient client = cluster.client();
    await("no network, and nothing of one")
        .atMost(LIMIT)
        .until(() ->
            Stream.of(VirtualNetwork.class, AddressClaim.class, NetworkSegment.class)
                    .allMatch(
                        kind -> client.resources(kind).inAnyNamespace().list().getItems().isEmpty())
                && client
                    .pods()
                    .inNamespace(CulvertRelease.GATEWAY_NAMESPACE)
                    .list()
                    .getItems()
                    .isEmpty()
                && Stream.of("team-north", "team-east")
                    .map(name -> client.namespaces().withName(name).get())
                    .allMatch(Objects::isNull));
  }

  /** The recorded authority takes the place of this cluster's own, and no lease is waited for. */
  private void forgetTheOperator() {
    KubernetesClient client = cluster.client();
    client.secrets().inNamespace(CulvertRelease.NAMESPACE).withName("culvert-ca").delete();
    client.leases().inNamespace(CulvertRelease.NAMESPACE).delete();
  }

  private Stream<Pod> pods() {
    return recording.of("pods").stream()
        .map(pod ->
            cluster.client().pods().inNamespace(pod.namespace()).withName(pod.name()).require());
  }

  private static boolean isRunning(Pod pod) {
    return "Running".equals(pod.getStatus().getPhase());
  }
}
