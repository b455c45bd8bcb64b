package dev.culvert.e2e.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.AddressKeeper;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.Node;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.faults.OperatorPods;
import dev.culvert.e2e.scenario.Link;
import dev.culvert.e2e.scenario.Member;
import dev.culvert.e2e.scenario.Ping;
import dev.culvert.e2e.scenario.PingResult;
import dev.culvert.e2e.scenario.PodContainer;
import dev.culvert.e2e.scenario.Side;
import dev.culvert.e2e.scenario.SiteConnection;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Members on two nodes, and what they notice when a part of Culvert is away. */
@ExtendWith(ClusterExtension.class)
class MemberFaultsIT {
  private static final int MINUTE = 60 * Ping.RATE;
  private static final int A_THIRD = 20 * Ping.RATE;

  private static Link link;
  private static Node first;
  private static Node second;
  private static NodeAgents agents;
  private static Member one;
  private static Member two;
  private static Member remote;

  @BeforeAll
  static void createMembers(TestCluster cluster) {
    first = cluster.node();
    second = cluster.secondNode();
    agents = NodeAgents.of(cluster);
    link = Link.connected(cluster);
    agents.awaitReady();
    one = Member.on(link.left(), "one", first.name());
    two = Member.on(link.left(), "two", second.name());
    remote = Member.on(link.right(), "remote", first.name());
    for (Member member : List.of(one, two)) {
      await("a way to the other network")
          .atMost(Duration.ofSeconds(30))
          .until(() -> member.reaches(remote.address()));
    }
  }

  @AfterAll
  static void deleteLink() {
    link.delete();
  }

  @Test
  void agentsKilled_thenDeleted_thenReplacedOneByOne_loseNothing() {
    Ping killed = one.ping(two.address(), A_THIRD).awaitUnderWay();
    agents.killProcesses();
    assertLosesNothing("agents killed", killed);

    Ping deleted = two.ping(one.address(), A_THIRD).awaitUnderWay();
    agents.deletePods();
    assertLosesNothing("agents' pods deleted", deleted);

    Ping replaced = one.ping(two.address(), A_THIRD).awaitUnderWay();
    agents.replace();
    assertLosesNothing("agents replaced one after the other", replaced);
  }

  @Test
  void agentsAndOperatorAwayForAMinute_loseNothing_andWhatCameMeanwhileIsAttachedAfterwards(
      TestCluster cluster) {
    OperatorPods operator = OperatorPods.of(cluster);
    Member withoutAgents;
    Member withoutBoth;
    Ping ping = one.ping(two.address(), MINUTE).awaitUnderWay();
    Ping farPing = two.ping(remote.address(), MINUTE);
    agents.sendAway();
    try {
      withoutAgents = create("without-agents", second);
      operator.killAll();
      try {
        withoutBoth = create("without-both", first);
        assertLosesNothing("agents and operator away for a minute", ping);
        assertLosesNothing("the same, through the tunnel", farPing);
      } finally {
        operator.bringBack();
      }
    } finally {
      agents.callBack();
    }

    assertThat(withoutAgents.awaitAttached().reaches(one.address())).isTrue();
    assertThat(withoutBoth.awaitAttached().reaches(two.address())).isTrue();
    withoutAgents.delete();
    withoutBoth.delete();
  }

  @Test
  void operatorAwayForAMinute_losesNothing_aGatewayDeletedMeanwhileComesBack_andAPodAfterwards(
      TestCluster cluster) {
    OperatorPods operator = OperatorPods.of(cluster);
    Member meanwhile;
    operator.killAll();
    try {
      Ping ping = one.ping(two.address(), MINUTE).awaitUnderWay();
      Ping farPing = two.ping(remote.address(), MINUTE);
      meanwhile = create("without-operator", second);
      assertLosesNothing("operator away for a minute", ping);
      assertLosesNothing("the same, through the tunnel", farPing);

      Ping cut = two.ping(remote.address(), A_THIRD).awaitUnderWay();
      cluster.client().resource(link.left().pod()).delete();
      PingResult result = cut.await();
      System.out.println("gateway pod deleted while there is no operator: " + result);
      assertThat(result.longestSilence()).isLessThan(Duration.ofSeconds(10));
    } finally {
      operator.bringBack();
    }

    assertThat(meanwhile.awaitAttached().reaches(one.address())).isTrue();
    meanwhile.delete();
    link.awaitConnected();
  }

  @Test
  void gatewayPodDeleted_trafficIsBackWithinTenSeconds_andTheGatewayIsWhereItWas(
      TestCluster cluster) {
    String pod = link.left().pod().getMetadata().getUid();
    AddressClaim before = gatewayClaim(link.left());
    Ping near = one.ping(remote.address(), A_THIRD).awaitUnderWay();
    Ping far = two.ping(remote.address(), A_THIRD).awaitUnderWay();

    cluster.client().resource(link.left().pod()).delete();

    PingResult nearResult = near.await();
    PingResult farResult = far.await();
    System.out.println("gateway pod deleted, member on its node: " + nearResult);
    System.out.println("gateway pod deleted, member on another node: " + farResult);
    assertThat(nearResult.longestSilence()).isLessThan(Duration.ofSeconds(10));
    assertThat(farResult.longestSilence()).isLessThan(Duration.ofSeconds(10));
    AddressClaim after = gatewayClaim(link.left());
    assertThat(link.left().pod().getMetadata().getUid()).isNotEqualTo(pod);
    assertThat(after.getMetadata().getUid()).isEqualTo(before.getMetadata().getUid());
    assertThat(after.getSpec().address()).isEqualTo(before.getSpec().address());
    assertThat(after.getSpec().macAddress()).isEqualTo(before.getSpec().macAddress());
  }

  /** Its agent starts anew in a network that the node's agent has set up. */
  @Test
  void gatewayContainerKilled_trafficIsBackWithinTenSeconds() {
    Ping near = one.ping(remote.address(), A_THIRD).awaitUnderWay();
    PodContainer gateway = link.left().container();

    gateway.node().exec("sh", "-c", "kill -KILL " + gateway.process());

    PingResult result = near.await();
    System.out.println("gateway's container killed: " + result);
    assertThat(result.longestSilence()).isLessThan(Duration.ofSeconds(10));
  }

  /** The two prefixes are one route while both are connected. */
  @Test
  void connectionOfTheNextPrefix_comesAndGoes_andLosesNothing() {
    SiteConnection next = new SiteConnection(link.left(), "next");
    Ping ping = two.ping(remote.address(), A_THIRD).awaitUnderWay();
    for (int i = 0; i < 3; i++) {
      next.create(SiteConnection.spec("192.0.2.1", "10.3.0.0/16"));
      awaitRoute(two, "10.2.0.0/15");
      next.disconnect();
      awaitRoute(two, "10.2.0.0/16");
    }
    assertLosesNothing("connection of the next prefix came and went three times", ping);
  }

  private static void awaitRoute(Member member, String prefix) {
    await("the only way to what is remote is " + prefix)
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> member.shell("ip route show dev vnet0 | grep via | cut -d' ' -f1").strip(),
            prefix::equals);
  }

  private static void assertLosesNothing(String fault, Ping ping) {
    PingResult result = ping.await();
    System.out.println(fault + ": " + result);
    assertThat(result.lost()).isZero();
  }

  private static Member create(String name, Node node) {
    return Member.create(
        link.left().cluster(),
        Member.pod(link.left().namespace(), name, link.left().name(), "frontend")
            .editSpec()
            .withNodeName(node.name())
            .endSpec()
            .build());
  }

  private static AddressClaim gatewayClaim(Side side) {
    return new Claims(side.cluster(), side.namespace())
        .all().stream()
            .filter(claim -> Objects.nonNull(claim.getSpec().keptFor()))
            .filter(claim -> claim.getSpec().keptFor().kind().equals(AddressKeeper.GATEWAY))
            .findFirst()
            .orElseThrow();
  }
}
