package dev.culvert.operator.uninstall;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.RollableScalableResource;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The operator's Deployment, which must not work while what it looks after is removed. */
final class RunningOperator {
  private final KubernetesClient client;
  private final Installation installation;
  private final int replicas;
  private final Map<String, String> podLabels;

  private RunningOperator(
      KubernetesClient client,
      Installation installation,
      int replicas,
      Map<String, String> podLabels) {
    this.client = client;
    this.installation = installation;
    this.replicas = replicas;
    this.podLabels = podLabels;
  }

  /** The operator as it is now; stopping is nothing when its Deployment is gone already. */
  static RunningOperator find(KubernetesClient client, Installation installation) {
    Deployment deployment = deployment(client, installation).get();
    return deployment == null
        ? new RunningOperator(client, installation, 0, Map.of())
        : new RunningOperator(
            client,
            installation,
            deployment.getSpec().getReplicas(),
            deployment.getSpec().getSelector().getMatchLabels());
  }

  /** Its Deployment, as namespace/name. */
  String name() {
    return installation.operatorNamespace() + "/" + installation.deployment();
  }

  /** Stops it and waits for its last pod to go; false if one is still there after the time-out. */
  boolean stop(Duration timeout) throws InterruptedException {
    if (replicas == 0) {
      return true;
    }
    deployment(client, installation).scale(0);
    CompletableFuture<?> stopped =
        client
            .pods()
            .inNamespace(installation.operatorNamespace())
            .withLabels(podLabels)
            .informOnCondition(List::isEmpty);
    try {
      stopped.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    } catch (ExecutionException e) {
      throw new IllegalStateException("cannot watch the pods of Deployment " + name(), e);
    } finally {
      stopped.cancel(true);
    }
  }

  /** Undoes {@link #stop}. */
  void start() {
    if (replicas > 0) {
      deployment(client, installation).scale(replicas);
    }
  }

  private static RollableScalableResource<Deployment> deployment(
      KubernetesClient client, Installation installation) {
    return client
        .apps()
        .deployments()
        .inNamespace(installation.operatorNamespace())
        .withName(installation.deployment());
  }
}
