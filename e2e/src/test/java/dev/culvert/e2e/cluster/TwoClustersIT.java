package dev.culvert.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.e2e.scenario.Tools;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two clusters on one WAN, and what stands in for a cloud's load balancer there. */
@ExtendWith(ClusterExtension.class)
class TwoClustersIT {
  private static final String NAME = "echo";

  private ClusterPair clusters;
  private Pod pod;

  @BeforeEach
  void startAPodThatEchoes(ClusterPair pair) {
    clusters = pair;
    Tools tools = Tools.on(clusters.east());
    pod = tools.startPod(NAME, "NET_BIND_SERVICE");
    tools.shellIn(pod, "socat UDP-LISTEN:4500,fork EXEC:cat </dev/null >/dev/null 2>&1 &");
  }

  @AfterEach
  void deleteIt() {
    Tools.on(clusters.east()).deletePod(pod);
  }

  @Test
  void nodes_haveTheirAddressesOnTheWan_andReachEachOther() {
    assertThat(internalAddress(clusters.east())).isEqualTo(clusters.east().seat().nodeAddress());
    assertThat(ping(clusters.east(), clusters.west())).contains(" 0% packet loss");
    assertThat(ping(clusters.west(), clusters.east())).contains(" 0% packet loss");
  }

  @Test
  void serviceOfTypeLoadBalancer_getsAnAddress_andAnswersToTheOtherCluster() {
    try (LoadBalancer ignored = LoadBalancer.of(clusters.east())) {
      create();
      String address = awaitAddress();

      awaitAnswerFrom(address);
      clusters.east().node().flushConntrack();
      awaitAnswerFrom(address);
      delete();
      await("address gone").until(() -> !answers(address));
    }
  }

  @Test
  void loadBalancerThatHoldsBack_leavesTheServicePending_untilItGoesOn() {
    try (LoadBalancer balancer = LoadBalancer.of(clusters.east())) {
      balancer.holdBack();
      create();
      await().during(Duration.ofSeconds(1)).until(() -> address().isEmpty());

      balancer.goOn();

      awaitAnswerFrom(awaitAddress());
    }
    delete();
  }

  @Test
  void changedAddress_answersInPlaceOfTheFormerOne() {
    try (LoadBalancer balancer = LoadBalancer.of(clusters.east())) {
      Service service = create();
      String former = awaitAddress();
      awaitAnswerFrom(former);

      String changed = balancer.changeAddress(service.getMetadata().getNamespace(), NAME);

      assertThat(changed).isNotEqualTo(former);
      assertThat(address()).isEqualTo(changed);
      awaitAnswerFrom(changed);
      assertThat(answers(former)).isFalse();
    }
    delete();
  }

  private Service create() {
    return clusters
        .east()
        .client()
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withName(NAME)
                .withNamespace(pod.getMetadata().getNamespace())
                .endMetadata()
                .withNewSpec()
                .withType("LoadBalancer")
                .withExternalTrafficPolicy("Local")
                .withSelector(pod.getMetadata().getLabels())
                .addNewPort()
                .withProtocol("UDP")
                .withPort(4500)
                .endPort()
                .endSpec()
                .build())
        .create();
  }

  private void delete() {
    clusters
        .east()
        .client()
        .services()
        .inNamespace(pod.getMetadata().getNamespace())
        .withName(NAME)
        .delete();
  }

  /** What the Service's status says, empty while it is pending. */
  private String address() {
    return clusters
        .east()
        .kubectl(
            "get",
            "service",
            NAME,
            "--namespace=" + pod.getMetadata().getNamespace(),
            "--output=jsonpath={.status.loadBalancer.ingress[*].ip}")
        .strip();
  }

  private String awaitAddress() {
    return await("an address").until(this::address, address -> !address.isEmpty());
  }

  private void awaitAnswerFrom(String address) {
    await("an answer from " + address).until(() -> answers(address));
  }

  private boolean answers(String address) {
    return Tools.on(clusters.west())
        .shell("echo anybody | timeout 1 socat -t 1 - UDP:%s:4500 || true".formatted(address))
        .contains("anybody");
  }

  private static String ping(TestCluster from, TestCluster to) {
    return Tools.on(from).run("ping", "-q", "-c", "2", to.seat().nodeAddress());
  }

  private static String internalAddress(TestCluster cluster) {
    return cluster
        .kubectl(
            "get",
            "nodes",
            "--output=jsonpath={.items[*].status.addresses[?(@.type=='InternalIP')].address}")
        .strip();
  }
}
