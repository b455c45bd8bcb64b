package dev.culvert.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.CulvertRelease;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Link;
import dev.culvert.e2e.scenario.Side;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ClusterExtension.class)
class RolloutIT {
  private static final Duration LIMIT = Duration.ofSeconds(150);
  private static final String NEXT = "next";

  /** docs/adr/0007. */
  @Test
  void newGatewayImage_takesOneGatewayAfterTheOther_andAnOperatorsAloneTakesNone(
      TestCluster cluster) {
    Link link = Link.connected(cluster);
    List<String> before = pods(link).map(pod -> pod.getMetadata().getUid()).toList();
    for (String image : List.of("operator", "gateway")) {
      String name = "docker.io/culvert/" + image + ":";
      cluster
          .node()
          .exec("ctr", "-n", "k8s.io", "images", "tag", "--force", name + "dev", name + NEXT);
    }

    try {
      cluster.culvert().upgrade(Map.of("operator.image.tag", NEXT));
      assertThat(pods(link).map(pod -> pod.getMetadata().getUid())).isEqualTo(before);

      cluster.culvert().upgrade(Map.of("operator.image.tag", NEXT, "gateway.image.tag", NEXT));
      await("both gateways have the new image").atMost(LIMIT).until(() -> areNext(link));

      link.awaitConnected();
      List<Pod> after = pods(link).sorted(Comparator.comparing(RolloutIT::created)).toList();
      assertThat(created(after.getLast()))
          .as("the second gateway's pod is made when the first one's is ready")
          .isAfterOrEqualTo(readySince(after.getFirst()));
    } finally {
      cluster.culvert().upgrade(Map.of());
    }
    link.delete();
  }

  private static Stream<Pod> pods(Link link) {
    return Stream.of(link.left(), link.right()).map(Side::pod);
  }

  private static boolean areNext(Link link) {
    return Stream.of(link.left(), link.right())
        .flatMap(side ->
            side
                .cluster()
                .client()
                .pods()
                .inNamespace(CulvertRelease.GATEWAY_NAMESPACE)
                .withLabel("culvert.dev/gateway", side.gateway())
                .list()
                .getItems()
                .stream())
        .allMatch(pod ->
            pod.getSpec().getContainers().getFirst().getImage().endsWith(":" + NEXT)
                && Readiness.isPodReady(pod));
  }

  private static Instant created(Pod pod) {
    return Instant.parse(pod.getMetadata().getCreationTimestamp());
  }

  private static Instant readySince(Pod pod) {
    return pod.getStatus().getConditions().stream()
        .filter(condition -> condition.getType().equals("Ready"))
        .map(condition -> Instant.parse(condition.getLastTransitionTime()))
        .findFirst()
        .orElseThrow();
  }
}
