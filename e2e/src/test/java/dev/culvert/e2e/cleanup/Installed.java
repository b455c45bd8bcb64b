package dev.culvert.e2e.cleanup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.e2e.cluster.CulvertRelease;
import dev.culvert.e2e.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What must not go while nobody uninstalls.
 *
 * @param operators UIDs of the operator's pods
 * @param secrets UIDs of the certificate authority and the links' keys
 * @param gateways UIDs of the gateways' pods
 */
record Installed(Set<String> operators, Set<String> secrets, Set<String> gateways) {

  /**
   * What there is: at least one of each, and all pods ready. That is waited for, since a tunnel may
   * be up before the kubelet has asked its gateway.
   */
  static Installed on(TestCluster cluster) {
    AtomicReference<Installed> found = new AtomicReference<>();
    await("everything runs")
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(() -> found.set(now(cluster)));
    return found.get();
  }

  private static Installed now(TestCluster cluster) {
    KubernetesClient client = cluster.client();
    var operators =
        client
            .pods()
            .inNamespace(CulvertRelease.NAMESPACE)
            .withLabel("app.kubernetes.io/component", "operator")
            .list()
            .getItems();
    var secrets =
        client
            .secrets()
            .inNamespace(CulvertRelease.NAMESPACE)
            .withLabel("app.kubernetes.io/managed-by", "culvert")
            .list()
            .getItems();
    var gateways = client.pods().inNamespace(CulvertRelease.GATEWAY_NAMESPACE).list().getItems();
    assertThat(Stream.of(operators, gateways).flatMap(pods -> pods.stream()))
        .allMatch(Readiness::isPodReady);
    assertThat(secrets)
        .extracting(secret -> secret.getMetadata().getName())
        .contains("culvert-ca")
        .anyMatch(name -> name.startsWith("link-"));
    return new Installed(uids(operators), uids(secrets), uids(gateways));
  }

  private static Set<String> uids(List<? extends HasMetadata> objects) {
    assertThat(objects).isNotEmpty();
    return objects.stream()
        .map(object -> object.getMetadata().getUid())
        .collect(Collectors.toUnmodifiableSet());
  }
}
