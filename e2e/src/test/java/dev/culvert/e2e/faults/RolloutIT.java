package dev.culvert.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.Condition;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.CulvertRelease;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Link;
import dev.culvert.e2e.scenario.Side;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ClusterExtension.class)
class RolloutIT {
  private static final Duration LIMIT = Duration.ofSeconds(150);
  private static final String NEXT = "next";
  private static final String MEMORY = "200Mi";

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

  /** Resources stand for whatever changes the pod's template. */
  @Test
  void changeOfResources_takesOneGatewayAfterTheOther_andWhoWaitsSaysSo(TestCluster cluster) {
    Link link = Link.connected(cluster);
    Map<String, Object> values =
        Map.of(
            "gateway.resources.Basic.requests.cpu", "60m",
            "gateway.resources.Basic.requests.memory", "64Mi",
            "gateway.resources.Basic.limits.memory", MEMORY);
    Set<String> waited = ConcurrentHashMap.newKeySet();
    try (var watch =
        cluster
            .client()
            .resources(VirtualNetwork.class)
            .inAnyNamespace()
            .watch(
                new Watcher<>() {
                  @Override
                  public void eventReceived(Action action, VirtualNetwork network) {
                    if (network.getStatus() != null
                        && isWaiting(network.getStatus().conditions())) {
                      waited.add(network.getMetadata().getUid());
                    }
                  }

                  @Override
                  public void onClose(WatcherException cause) {}
                })) {
      cluster.culvert().upgrade(values);
      await("both gateways have the new limit").atMost(LIMIT).until(() -> haveTheLimit(link));
      link.awaitConnected();

      List<Pod> after = pods(link).sorted(Comparator.comparing(RolloutIT::created)).toList();
      assertThat(created(after.getLast()))
          .as("the second gateway's pod is made when the first one's is ready")
          .isAfterOrEqualTo(readySince(after.getFirst()));
      assertThat(waited).as("one of the two said that it waits").isNotEmpty();
      await("nobody waits any more")
          .atMost(LIMIT)
          .until(() ->
              Stream.of(link.left(), link.right())
                  .noneMatch(side -> isWaiting(side.networkConditions())));
    } finally {
      cluster.culvert().upgrade(Map.of());
    }
    link.delete();
  }

  private static boolean isWaiting(List<Condition> conditions) {
    return conditions.stream().anyMatch(condition -> condition.type().equals("WaitingForRollout"));
  }

  private static boolean haveTheLimit(Link link) {
    return gatewayPods(link)
        .allMatch(pod ->
            pod.getSpec()
                    .getContainers()
                    .getFirst()
                    .getResources()
                    .getLimits()
                    .get("memory")
                    .toString()
                    .equals(MEMORY)
                && Readiness.isPodReady(pod));
  }

  private static Stream<Pod> gatewayPods(Link link) {
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
                .stream());
  }

  private static Stream<Pod> pods(Link link) {
    return Stream.of(link.left(), link.right()).map(Side::pod);
  }

  private static boolean areNext(Link link) {
    return gatewayPods(link)
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
