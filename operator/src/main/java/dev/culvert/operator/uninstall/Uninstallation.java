package dev.culvert.operator.uninstall;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.LocalNetworkSite;
import dev.culvert.crds.v1alpha1.NetworkSegment;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.List;

/**
 * Clears the way for {@code helm uninstall}: what Helm does not know of, the operator made, and it
 * would stay for ever. Refuses while networks exist, unless they shall be released.
 */
final class Uninstallation {
  private static final String MANAGED_BY = "app.kubernetes.io/managed-by";
  private static final String CULVERT = "culvert";

  /** Leader election makes it and gives it no labels. */
  private static final String LEASE = "culvert-operator";

  private final KubernetesClient client;
  private final Installation installation;
  private final Duration stopTimeout;
  private final ServedResources networks;
  private final ServedResources connections;
  private final ServedResources sites;
  private final ServedResources claims;

  /**
   * @param stopTimeout how long the operator's pods may take to go
   */
  Uninstallation(KubernetesClient client, Installation installation, Duration stopTimeout) {
    this.client = client;
    this.installation = installation;
    this.stopTimeout = stopTimeout;
    this.networks =
        new ServedResources(client, VirtualNetwork.class, installation.watchNamespaces());
    this.connections =
        new ServedResources(client, GatewayConnection.class, installation.watchNamespaces());
    this.sites =
        new ServedResources(client, LocalNetworkSite.class, installation.watchNamespaces());
    this.claims = new ServedResources(client, AddressClaim.class, installation.watchNamespaces());
  }

  /** Runs the check; after a refusal everything is as it was. */
  Outcome run() throws InterruptedException {
    List<String> left = networksLeft();
    if (refuses(left)) {
      return new Outcome.NetworksLeft(left, installation);
    }
    RunningOperator operator = RunningOperator.find(client, installation);
    boolean isCleared = false;
    try {
      Outcome outcome = withoutOperator(operator);
      isCleared = outcome instanceof Outcome.Cleared;
      return outcome;
    } finally {
      if (!isCleared) {
        operator.start();
      }
    }
  }

  private Outcome withoutOperator(RunningOperator operator) throws InterruptedException {
    if (!operator.stop(stopTimeout)) {
      return new Outcome.OperatorRunning(operator.name());
    }
    // Again, now that none gets a gateway any more: one may have been created meanwhile.
    List<String> left = networksLeft();
    if (refuses(left)) {
      return new Outcome.NetworksLeft(left, installation);
    }
    removeAddresses();
    // Connections may outlive their networks, and nobody would ever take off their finalizers.
    connections.release();
    sites.release();
    if (installation.force()) {
      networks.release();
      removeGateways();
    }
    removeTraces();
    return new Outcome.Cleared(left);
  }

  private List<String> networksLeft() {
    return networks.list().stream().map(ServedResources::name).toList();
  }

  private boolean refuses(List<String> left) {
    return !left.isEmpty() && !installation.force();
  }

  /** Claims of networks that are released, or that were gone before the operator saw it. */
  private void removeAddresses() {
    installation
        .nodesNamespace()
        .ifPresent(namespace -> {
          claims.delete();
          new ServedResources(client, NetworkSegment.class, List.of(namespace)).delete();
        });
  }

  private void removeGateways() {
    String namespace = installation.gatewayNamespace();
    delete(client.apps().deployments().inNamespace(namespace).withLabel(MANAGED_BY, CULVERT));
    delete(client.services().inNamespace(namespace).withLabel(MANAGED_BY, CULVERT));
    delete(
        client
            .network()
            .v1()
            .networkPolicies()
            .inNamespace(namespace)
            .withLabel(MANAGED_BY, CULVERT));
    delete(client.secrets().inNamespace(namespace).withLabel(MANAGED_BY, CULVERT));
  }

  /** The certificate authority, the links' keys, and the lease that the replicas held. */
  private void removeTraces() {
    String namespace = installation.operatorNamespace();
    delete(client.secrets().inNamespace(namespace).withLabel(MANAGED_BY, CULVERT));
    client.leases().inNamespace(namespace).withName(LEASE).delete();
  }

  private static <T extends HasMetadata, R extends Resource<T>> void delete(
      FilterWatchListDeletable<T, ?, R> selected) {
    selected.resources().forEach(Resource::delete);
  }
}
