package dev.culvert.e2e.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.CulvertRelease;
import dev.culvert.e2e.cluster.Node;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Link;
import dev.culvert.e2e.scenario.Member;
import dev.culvert.e2e.scenario.Ping;
import dev.culvert.e2e.scenario.PingResult;
import java.time.Duration;
import java.time.Instant;
import org.awaitility.core.ThrowingRunnable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The node of a network's gateway, and of one of its members, in trouble. Another member, the
 * gateway and a member of the network beyond, and the API server are on the other node.
 */
@ExtendWith(ClusterExtension.class)
class NodeFaultsIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final Duration MOVED_WITHIN = Duration.ofSeconds(90);
  private static final int HALF_A_MINUTE = 30 * Ping.RATE;

  private static TestCluster cluster;
  private static Node steady;
  private static Node troubled;
  private static Link link;
  private static Member one;
  private static Member two;
  private static Member remote;

  @BeforeAll
  static void createMembers(TestCluster shared) {
    cluster = shared;
    steady = cluster.node();
    troubled = cluster.secondNode();
    link = Link.connected(cluster);
    NodeAgents.of(cluster).awaitReady();
    one = Member.on(link.left(), "one", steady.name());
    two = Member.on(link.left(), "two", troubled.name());
    remote = Member.on(link.right(), "remote", steady.name());
  }

  @AfterAll
  static void deleteLink() {
    link.delete();
  }

  @BeforeEach
  void moveTheGatewayToTheTroubledNode() {
    if (!gatewayNode().equals(troubled)) {
      cluster.uncordon(troubled);
      cluster.cordon(steady);
      try {
        cluster.client().resource(link.left().pod()).delete();
        await("the gateway has moved").atMost(LIMIT).until(() -> isRunningOn(troubled));
      } finally {
        cluster.uncordon(steady);
        cluster.cordon(troubled);
      }
    }
    awaitTraffic();
  }

  @Test
  void gatewaysNodeFrozen_connectedFromTheOtherWithinNinetySeconds_andItsReturnDisturbsNothing() {
    String former = link.left().pod().getMetadata().getName();
    troubled.freeze();
    try {
      awaitMoved("gateway's node frozen", former);
    } catch (Throwable e) {
      troubled.thaw();
      throw e;
    }
    Ping ping = one.ping(remote.address(), HALF_A_MINUTE).awaitUnderWay();

    troubled.thaw();

    PingResult result = ping.await();
    System.out.println("gateway's former node back: " + result);
    awaitFormerGone(former);
    assertThat(result.lost()).isZero();
    awaitAll(() -> {
      assertThat(two.reaches(one.address())).isTrue();
      assertThat(two.reaches(remote.address())).isTrue();
    });
  }

  @Test
  @Tag("soak")
  void
      gatewaysNodePoweredOff_connectedFromTheOtherWithinNinetySeconds_andItsReturnDisturbsNothing() {
    String former = link.left().pod().getMetadata().getName();
    troubled.powerOff();
    try {
      awaitMoved("gateway's node powered off", former);
    } catch (Throwable e) {
      cluster.powerOn(troubled);
      throw e;
    }
    Ping ping = one.ping(remote.address(), HALF_A_MINUTE).awaitUnderWay();

    cluster.powerOn(troubled);

    PingResult result = ping.await();
    System.out.println("gateway's former node has power again: " + result);
    awaitFormerGone(former);
    assertThat(result.lost()).isZero();
    awaitAll(() -> assertThat(two.reaches(remote.address())).isTrue());
  }

  @Test
  void gatewaysNodeDrained_trafficIsBackWithinTenSeconds() {
    Ping ping = one.ping(remote.address(), HALF_A_MINUTE).awaitUnderWay();

    cluster.kubectl(
        "drain",
        troubled.name(),
        "--ignore-daemonsets",
        "--delete-emptydir-data",
        "--pod-selector=culvert.dev/gateway=" + link.left().gateway());

    PingResult result = ping.await();
    System.out.println("gateway's node drained: " + result);
    assertThat(result.longestSilence()).isLessThan(Duration.ofSeconds(10));
    assertThat(gatewayNode()).isEqualTo(steady);
  }

  @Test
  void nodesRestarted_membersComeBackWithTheirAddresses() {
    AddressClaim before = two.claim().orElseThrow();
    AddressClaim beforeOfOne = one.claim().orElseThrow();

    Instant restarted = Instant.now();
    cluster.restart(troubled);
    awaitReachable("member's node restarted", restarted);
    assertIsTheSame(two.claim().orElseThrow(), before);

    Instant restartedToo = Instant.now();
    cluster.restartNode();
    awaitReachable("the other node restarted", restartedToo);
    assertIsTheSame(one.claim().orElseThrow(), beforeOfOne);
    assertIsTheSame(two.claim().orElseThrow(), before);
  }

  private static void assertIsTheSame(AddressClaim after, AddressClaim before) {
    assertThat(after.getMetadata().getUid()).isEqualTo(before.getMetadata().getUid());
    assertThat(after.getSpec()).isEqualTo(before.getSpec());
  }

  private static void awaitReachable(String fault, Instant since) {
    awaitAll(() -> {
      assertThat(one.reaches(two.address())).isTrue();
      assertThat(two.reaches(one.address())).isTrue();
      assertThat(two.reaches(remote.address())).isTrue();
      assertThat(one.reaches(remote.address())).isTrue();
    });
    print(fault + ": all members reach each other", since);
    link.awaitConnected();
  }

  private static void awaitMoved(String fault, String former) {
    Instant start = Instant.now();
    await("the gateway is connected from the other node")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .until(() ->
            isRunningOn(steady)
                && !link.left().pod().getMetadata().getName().equals(former)
                && link.left().isConnectedTo(link.right())
                && link.right().isConnectedTo(link.left())
                && one.reaches(remote.address()));
    Duration time = print(fault + ": connected again from the other node", start);
    assertThat(time).isLessThan(MOVED_WITHIN);
  }

  private static void awaitFormerGone(String pod) {
    await("the former gateway is gone")
        .atMost(LIMIT)
        .until(() ->
            cluster
                    .client()
                    .pods()
                    .inNamespace(CulvertRelease.GATEWAY_NAMESPACE)
                    .withName(pod)
                    .get()
                == null);
    await("its interface is gone")
        .atMost(LIMIT)
        .until(() -> !NodeState.of(cluster, troubled).hasInterface(link.left().insideAddress()));
  }

  private static void awaitTraffic() {
    link.awaitConnected();
    awaitAll(() -> {
      assertThat(one.reaches(remote.address())).isTrue();
      assertThat(two.reaches(remote.address())).isTrue();
    });
  }

  private static void awaitAll(ThrowingRunnable assertions) {
    await("members reach each other")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .untilAsserted(assertions);
  }

  private static boolean isRunningOn(Node node) {
    return gatewayNode().equals(node) && "Running".equals(link.left().pod().getStatus().getPhase());
  }

  private static Node gatewayNode() {
    return cluster.nodeOf(link.left().pod());
  }

  private static Duration print(String what, Instant since) {
    Duration time = Duration.between(since, Instant.now());
    System.out.printf("%s after %.1f s%n", what, time.toMillis() / 1000.0);
    return time;
  }
}
