package dev.culvert.e2e.member;

import static org.awaitility.Awaitility.await;

import dev.culvert.e2e.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What a pod's owner is told of its network, by condition and Events.
 *
 * @param cluster where the pod is
 * @param namespace its namespace
 * @param name its name
 */
record Told(TestCluster cluster, String namespace, String name) {
  private static final String ATTACHED = "culvert.dev/attached";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  /** Waits until the condition is False with that reason, and an Event says so too. */
  void awaitRefused(String reason) {
    await(namespace + "/" + name + " is told " + reason)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> isRefused(reason) && events().stream().anyMatch(isOf(reason)));
  }

  private boolean isRefused(String reason) {
    return condition()
        .filter(c -> c.getStatus().equals("False") && c.getReason().equals(reason))
        .isPresent();
  }

  private static Predicate<Event> isOf(String reason) {
    return event -> event.getReason().equals(reason) && event.getType().equals("Warning");
  }

  /** The condition's sentence. */
  String message() {
    return condition().map(PodCondition::getMessage).orElse("");
  }

  /** The condition, where the pod has it. */
  Optional<PodCondition> condition() {
    return pod().getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals(ATTACHED))
        .findFirst();
  }

  /** Whether the pod is Ready. */
  boolean isReady() {
    return pod().getStatus().getConditions().stream()
        .anyMatch(c -> c.getType().equals("Ready") && c.getStatus().equals("True"));
  }

  /** Events of the operator about the pod. */
  List<Event> events() {
    return cluster
        .client()
        .v1()
        .events()
        .inNamespace(namespace)
        .withField("involvedObject.uid", pod().getMetadata().getUid())
        .list()
        .getItems()
        .stream()
        .filter(event -> String.valueOf(event.getReportingComponent()).contains("culvert"))
        .toList();
  }

  private Pod pod() {
    return cluster.client().pods().inNamespace(namespace).withName(name).require();
  }
}
