package dev.culvert.e2e.takeover;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.faults.OperatorPods;
import dev.culvert.e2e.scenario.Link;
import dev.culvert.e2e.scenario.Member;
import dev.culvert.e2e.scenario.Ping;
import dev.culvert.e2e.scenario.PingResult;
import dev.culvert.e2e.scenario.Side;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A demo of the version before, put onto this cluster as it was recorded, runs without an operator;
 * then this version's operator comes (docs/adr/0017).
 */
@ExtendWith(ClusterExtension.class)
class RecordedTakeOverIT {
  /** A gateway whose recorded certificate has run out hears of the next one within two minutes. */
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private static final int ECHO_REQUESTS = 15 * Ping.RATE;

  private static Recording recording;
  private static Link link;
  private static Wire wireBefore;
  private static Wire wireAfter;
  private static LiveObjects after;
  private static PingResult pings;

  @BeforeAll
  static void takeOver(TestCluster cluster) {
    assumeTrue(
        Etcd.on(cluster.node()).isThere(),
        "the recorded objects keep their UIDs only where etcd can be written to; rancher/k3s has none");
    recording = Transplant.of(Recording.read(), cluster.node().name());
    link =
        new Link(
            new Side(cluster, "team-north", "vnet1", 1),
            new Side(cluster, "team-east", "vnet2", 2));
    Restoration.of(cluster, recording).run();
    await("the recorded tunnel without an operator")
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(() -> Wire.of(link).isSettled());
    wireBefore = Wire.of(link);

    Ping ping = Ping.underWay(link.left(), link.right(), ECHO_REQUESTS);
    OperatorPods.of(cluster).bringBack();
    await("both sides say Connected of the tunnel that there is")
        .atMost(LIMIT)
        .until(() ->
            isSaid(link.left(), link.right(), wireBefore.left())
                && isSaid(link.right(), link.left(), wireBefore.right()));
    pings = ping.await();
    wireAfter = Wire.of(link);
    after = LiveObjects.of(cluster, recording);
  }

  @AfterAll
  static void remove(TestCluster cluster) {
    if (recording != null) {
      OperatorPods.of(cluster).bringBack();
      link.delete();
      Restoration.awaitNothingLeft(cluster);
    }
  }

  @Test
  void newOperator_closesNoSa_andLosesNoPacket() {
    assertThat(wireAfter).isEqualTo(wireBefore);
    assertThat(pings.lost()).isZero();
  }

  @Test
  void newOperator_movesNoAddress_andNoSegment() {
    assertThat(lost("addressclaims", "networksegments", "services")).isEmpty();
  }

  @Test
  void newOperator_replacesNoPod_andChangesNoPodTemplate() {
    assertThat(lost("pods", "replicasets", "deployments")).isEmpty();
  }

  @Test
  void newOperator_keepsKeysAuthorityAndDocuments() {
    assertThat(lost("secrets")).isEmpty();
  }

  @Test
  void newOperator_keepsWhatUsersWrote_andWhoMayEnterGateways() {
    assertThat(lost("virtualnetworks", "gatewayconnections", "networkpolicies")).isEmpty();
  }

  @Test
  void membersOfBefore_reachOneAnother(TestCluster cluster) {
    Member client = Member.of(cluster, "team-north", "client").awaitAttached();
    Member web = Member.of(cluster, "team-east", "web").awaitAttached();

    assertThat(client.shell("wget -T 5 -qO- http://%s:8080/".formatted(web.address())))
        .contains("hello from VNet2");
  }

  @Test
  void editAfterTheTakeOver_reachesTheGateways_asAHigherRevisionOfTheSameDocument(
      TestCluster cluster) {
    link.right().changeAddressSpace(List.of(link.right().prefix(), "10.22.0.0/16"));
    link.left().awaitReaching(link.right(), "10.22.0.0/16");

    LiveObjects edited = LiveObjects.of(cluster, recording);
    for (RecordedObject secret : recording.of("secrets")) {
      if (secret.name().endsWith("-config")) {
        assertThat(edited.now(secret).at("/metadata/uid").asText()).isEqualTo(secret.uid());
        assertThat(revision(edited.now(secret))).isGreaterThan(revision(after.now(secret)));
      }
    }
  }

  private static long revision(JsonNode secret) {
    return GatewayDocuments.revision(GatewayDocuments.in(secret));
  }

  private static List<String> lost(String... resources) {
    return List.of(resources).stream()
        .flatMap(resource -> recording.of(resource).stream())
        .flatMap(object -> Kept.lost(object, after.now(object)).stream())
        .toList();
  }

  /** Whether a status speaks of the SAs of now: those of the recorded one are gone. */
  private static boolean isSaid(Side from, Side to, Wire.End end) {
    return from.isConnectedTo(to) && from.spisTowards(to).keySet().equals(Set.copyOf(end.spis()));
  }
}
