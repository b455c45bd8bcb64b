package dev.culvert.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.e2e.scenario.PodContainer;
import dev.culvert.e2e.scenario.Tools;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A cluster that a second node has joined: what pods on both may rely on. */
@ExtendWith(ClusterExtension.class)
class TwoNodesIT {
  private static final String API_SERVER = "10.43.0.1";

  private TestCluster cluster;
  private Node second;
  private AnsweringPod one;
  private AnsweringPod two;

  @BeforeEach
  void startAPodOnEachNode(TestCluster shared) {
    cluster = shared;
    second = cluster.secondNode();
    String namespace = cluster.newNamespace("two-nodes");
    one = AnsweringPod.create(cluster, namespace, "one", cluster.node());
    two = AnsweringPod.create(cluster, namespace, "two", second);
    awaitAllHolds();
  }

  @AfterEach
  void deleteThem() {
    cluster.client().namespaces().withName(one.namespace()).delete();
  }

  @Test
  void secondNode_isReady_atItsAddressOnTheWan_andTheSameForEverybody() {
    assertThat(cluster.isReady(second)).isTrue();
    assertThat(second.address()).isEqualTo(cluster.seat().secondNodeAddress());
    assertThat(cluster.secondNode()).isSameAs(second);
    assertThat(cluster.nodes()).containsExactly(cluster.node(), second);
    assertThat(cluster.nodeOf(one.pod())).isSameAs(cluster.node());
    assertThat(cluster.nodeOf(two.pod())).isSameAs(second);
  }

  @Test
  void containerOfAPod_isFoundOnThePodsNode() {
    assertThat(PodContainer.of(cluster, two.pod()).node()).isSameAs(second);
    assertThat(PodContainer.of(cluster, two.pod()).process()).containsOnlyDigits();
    assertThat(PodContainer.of(cluster, one.pod()).process()).containsOnlyDigits();
  }

  @Test
  void toolsOfTheFirstNode_enterThePodsOfTheSecond() {
    assertThat(Tools.on(cluster).shellInNetworkOf(two.pod(), "ip -4 address show dev eth0"))
        .contains("inet " + two.address() + "/24");
  }

  @Test
  void podThatNamesNoNode_staysOffTheSecond_untilItIsUncordoned() {
    assertThat(cluster.kubectl("get", "nodes")).contains("Ready,SchedulingDisabled");
    cluster.cordon(cluster.node());
    cluster.uncordon(second);
    try {
      String name = "anywhere";
      cluster.kubectl(
          "create",
          "deployment",
          name,
          "--namespace=default",
          "--image=culvert/gateway:dev",
          "--",
          "sleep",
          "infinity");
      Pod pod =
          await("a pod of the deployment runs")
              .atMost(Duration.ofSeconds(30))
              .until(
                  () ->
                      cluster.client().pods().inNamespace("default").withLabel("app", name).list(),
                  pods -> pods.getItems().stream().anyMatch(TwoNodesIT::runs))
              .getItems()
              .getFirst();
      assertThat(cluster.nodeOf(pod)).isSameAs(second);
      cluster.kubectl("delete", "deployment", name, "--namespace=default", "--now");
    } finally {
      cluster.cordon(second);
      cluster.uncordon(cluster.node());
    }
  }

  @Test
  void afterARestartOfTheSecondNode_allHoldsAgain() {
    cluster.restart(second);

    awaitRestarted(two);
    awaitAllHolds();
  }

  @Test
  void afterARestartOfTheFirstNode_allHoldsAgain() {
    cluster.restartNode();

    awaitRestarted(one);
    awaitAllHolds();
  }

  @Test
  void afterAPowerCutOfTheSecondNode_allHoldsAgain() {
    second.powerOff();
    try {
      assertThat(one.ask(two.address())).isEmpty();
    } finally {
      cluster.powerOn(second);
    }

    awaitRestarted(two);
    awaitAllHolds();
  }

  @Test
  void podOfAFrozenNode_saysNothing_untilTheNodeIsThawed() {
    second.freeze();
    try {
      assertThat(one.ask(two.address())).isEmpty();
    } finally {
      second.thaw();
    }

    awaitAllHolds();
    assertThat(restarts(two)).isZero();
  }

  private void awaitAllHolds() {
    await("pods of both nodes have all that pods have")
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptionsInstanceOf(CommandFailedException.class)
        .untilAsserted(this::assertAllHolds);
  }

  private void assertAllHolds() {
    assertThat(one.ask(two.address())).isEqualTo("two sees " + one.address());
    assertThat(two.ask(one.address())).isEqualTo("one sees " + two.address());
    assertThat(one.ask(two.serviceAddress())).isEqualTo("two sees " + one.address());
    assertThat(two.ask(one.serviceAddress())).isEqualTo("one sees " + two.address());
    assertThat(one.reaches(API_SERVER, 443)).isTrue();
    assertThat(two.reaches(API_SERVER, 443)).isTrue();
    assertThat(one.log()).contains("listening");
    assertThat(two.log()).contains("listening");
  }

  /** Before that, what holds may be what held before. */
  private static void awaitRestarted(AnsweringPod pod) {
    await(pod.name() + " restarted")
        .atMost(Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> restarts(pod) == 1);
  }

  private static int restarts(AnsweringPod pod) {
    return pod.pod().getStatus().getContainerStatuses().getFirst().getRestartCount();
  }

  private static boolean runs(Pod pod) {
    return "Running".equals(pod.getStatus().getPhase());
  }
}
