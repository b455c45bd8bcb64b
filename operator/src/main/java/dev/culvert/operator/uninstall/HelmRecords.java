package dev.culvert.operator.uninstall;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Asks the API server what Helm is doing with the release. */
final class HelmRecords {
  private final KubernetesClient client;
  private final Installation installation;
  private final Clock clock;

  /**
   * @param clock used where the API server's cannot be told
   */
  HelmRecords(KubernetesClient client, Installation installation, Clock clock) {
    this.client = client;
    this.installation = installation;
    this.clock = clock;
  }

  /**
   * Whether Helm is uninstalling now.
   *
   * @param pod the check's own pod; its age tells the time when it was asked for by the API
   *     server's clock, whatever the node's says and however long the image took to come
   */
  HelmUninstall look(Optional<String> pod) {
    return HelmUninstall.judge(
        installation, newest(), pod.flatMap(this::created).orElseGet(clock::instant));
  }

  private Optional<HelmRevision> newest() {
    return HelmRevision.newest(
        client
            .secrets()
            .inNamespace(installation.operatorNamespace())
            .withLabels(Map.of("owner", "helm", "name", installation.release()))
            .list()
            .getItems());
  }

  private Optional<Instant> created(String pod) {
    return client
        .pods()
        .inNamespace(installation.operatorNamespace())
        .withField("metadata.name", pod)
        .list()
        .getItems()
        .stream()
        .map(Pod::getMetadata)
        .flatMap(metadata -> Optional.ofNullable(metadata.getCreationTimestamp()).stream())
        .map(Instant::parse)
        .findFirst();
  }
}
