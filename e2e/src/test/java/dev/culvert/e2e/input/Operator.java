package dev.culvert.e2e.input;

import static org.awaitility.Awaitility.await;

import dev.culvert.e2e.cluster.CulvertRelease;
import dev.culvert.e2e.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.awaitility.core.ConditionTimeoutException;

/** The running operator, seen from outside. */
record Operator(TestCluster cluster) {
  private static final Pattern RECONCILIATIONS =
      Pattern.compile("(?m)^culvert_reconcile_seconds_count\\{[^}]*} (\\S+)");

  static Operator of(TestCluster cluster) {
    return new Operator(cluster);
  }

  /** How often its containers were started again. */
  int restarts() {
    return pod().getStatus().getContainerStatuses().stream()
        .mapToInt(status -> status.getRestartCount())
        .sum();
  }

  /**
   * Whether it comes to rest: a loop that fails at once and is tried again counts dozens a second,
   * one at rest looks at a quiet gateway every five seconds.
   */
  boolean isCalm() {
    var last = new AtomicReference<>(reconciliations());
    try {
      await("few reconciliations between two looks")
          .pollInterval(Duration.ofSeconds(2))
          .atMost(Duration.ofSeconds(30))
          .until(() -> {
            double now = reconciliations();
            return now - last.getAndSet(now) <= 4;
          });
      return true;
    } catch (ConditionTimeoutException e) {
      return false;
    }
  }

  private double reconciliations() {
    String metrics =
        cluster.kubectl(
            "get",
            "--raw",
            "/api/v1/namespaces/%s/pods/%s:8080/proxy/metrics"
                .formatted(CulvertRelease.NAMESPACE, pod().getMetadata().getName()));
    return RECONCILIATIONS
        .matcher(metrics)
        .results()
        .map(MatchResult::group)
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private Pod pod() {
    return cluster
        .client()
        .pods()
        .inNamespace(CulvertRelease.NAMESPACE)
        .list()
        .getItems()
        .getFirst();
  }
}
