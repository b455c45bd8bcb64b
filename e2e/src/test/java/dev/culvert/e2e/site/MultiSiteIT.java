package dev.culvert.e2e.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.ChildSa;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.Repository;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Capture;
import dev.culvert.e2e.scenario.Ping;
import dev.culvert.e2e.scenario.PingResult;
import dev.culvert.e2e.scenario.Side;
import dev.culvert.e2e.scenario.SiteConnection;
import dev.culvert.e2e.scenario.Tools;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The manifests of examples/hub-and-spoke, with the addresses patched in as they say, and a link of
 * the hub beside them.
 */
@ExtendWith(ClusterExtension.class)
class MultiSiteIT {
  private static final Path EXAMPLE = Repository.root().resolve("examples/hub-and-spoke");
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int REQUESTS = 2 * Ping.RATE;

  private static Side hub;
  private static Side spokeA;
  private static Side spokeB;
  private static Side partner;
  private static SiteConnection toSpokeA;
  private static SiteConnection toSpokeB;
  private static SiteConnection fromSpokeA;
  private static SiteConnection fromSpokeB;

  @BeforeAll
  static void applyExample(TestCluster cluster) {
    cluster.culvert();
    hub = new Side(cluster, "hub", "hub", 1);
    spokeA = new Side(cluster, "spoke-a", "spoke-a", 2);
    spokeB = new Side(cluster, "spoke-b", "spoke-b", 3);
    toSpokeA = new SiteConnection(hub, "spoke-a");
    toSpokeB = new SiteConnection(hub, "spoke-b");
    fromSpokeA = new SiteConnection(spokeA, "hub");
    fromSpokeB = new SiteConnection(spokeB, "hub");
    Stream.of(hub, spokeA, spokeB).forEach(side -> apply(side.name() + ".yaml"));
    partner = Side.inNewNamespace(cluster, "partner", 4);
    partner.createNetwork();
    patchAddress(toSpokeA, spokeA);
    patchAddress(toSpokeB, spokeB);
    patchAddress(fromSpokeA, hub);
    patchAddress(fromSpokeB, hub);
    Stream.of(toSpokeA, toSpokeB, fromSpokeA, fromSpokeB)
        .forEach(connection -> connection.awaitConnected(LIMIT));
    // Each end has started by itself: of two IKE_SAs, one goes after a while.
    awaitPairs(toSpokeA, List.of("10.1.0.0/16", "10.3.0.0/16"));
    awaitPairs(toSpokeB, List.of("10.1.0.0/16", "10.2.0.0/16"));
  }

  @AfterAll
  static void delete(TestCluster cluster) {
    List<Side> sides = List.of(hub, spokeA, spokeB, partner);
    sides.forEach(Side::delete);
    await("all gone")
        .atMost(LIMIT)
        .until(() ->
            sides.stream()
                .allMatch(
                    s -> cluster.client().namespaces().withName(s.namespace()).get() == null));
  }

  @Test
  void oneConnectionAddedAndRemoved_leavesTheOthersAsTheyWere() {
    SteadyTunnels.Tunnel spoke =
        new SteadyTunnels.Tunnel(
            "spoke-a", toSpokeA::spis, count -> Ping.start(spokeA, hub, count));
    SteadyTunnels.Tunnel link =
        new SteadyTunnels.Tunnel(
            "the link", () -> hub.spisTowards(partner), count -> Ping.start(hub, partner, count));

    SteadyTunnels beside = SteadyTunnels.watch(List.of(spoke));
    hub.connectTo(partner);
    partner.connectTo(hub);
    hub.awaitConnectedTo(partner);
    partner.awaitConnectedTo(hub);
    beside.assertSteady("link added");

    beside = SteadyTunnels.watch(List.of(spoke, link));
    toSpokeB.disconnect();
    fromSpokeB.awaitReason("RejectedByPeer", LIMIT);
    apply("hub.yaml");
    toSpokeB.awaitConnected(LIMIT);
    fromSpokeB.awaitConnected(LIMIT);
    beside.assertSteady("site removed and added");
  }

  @Test
  void spokes_reachEachOther_onlyWhileBothSitesListTheOther() {
    assertOpen();

    toSpokeB.patchSite("{\"transit\":null}");
    awaitPairs(toSpokeB, List.of("10.1.0.0/16"));
    assertClosedAtTheHub();

    toSpokeA.patchSite("{\"transit\":null}");
    awaitPairs(toSpokeA, List.of("10.1.0.0/16"));
    assertThat(Ping.run(spokeA, spokeB, REQUESTS).received()).isZero();
    assertThat(Ping.run(spokeB, spokeA, REQUESTS).received()).isZero();

    apply("hub.yaml");
    awaitPairs(toSpokeA, List.of("10.1.0.0/16", "10.3.0.0/16"));
    awaitPairs(toSpokeB, List.of("10.1.0.0/16", "10.2.0.0/16"));
    Stream.of(fromSpokeA, fromSpokeB).forEach(connection -> connection.awaitConnected(LIMIT));
    assertOpen();
  }

  private static void assertOpen() {
    PingResult forth = Ping.run(spokeA, spokeB, REQUESTS);
    PingResult back = Ping.run(spokeB, spokeA, REQUESTS);
    System.out.printf("from spoke to spoke: %s; and back: %s%n", forth, back);
    // A ping that is told something else than the answer, a redirect say, sends fewer.
    assertThat(List.of(forth, back))
        .allSatisfy(result -> assertThat(result.received()).isEqualTo(REQUESTS));
  }

  /** What one spoke sends comes to the hub, and from there nowhere. */
  private static void assertClosedAtTheHub() {
    Tools tools = Tools.on(hub.cluster());
    var atHub = new TransitCounters(tools, hub.pod(), spokeA, spokeB);
    var atSpoke = new TransitCounters(tools, spokeB.pod(), spokeA, spokeB);
    try (atHub;
        atSpoke;
        Capture capture =
            Capture.start(tools, "net %s or net %s".formatted(spokeA.prefix(), spokeB.prefix()))) {
      assertThat(Ping.run(spokeA, spokeB, REQUESTS).received()).isZero();
      assertThat(Ping.run(spokeB, spokeA, REQUESTS).received()).isZero();
      assertThat(Ping.run(spokeA, hub, REQUESTS).lost()).isZero();
      assertThat(Ping.run(spokeB, hub, REQUESTS).lost()).isZero();
      capture.end();

      System.out.printf(
          "closed: %d came to the hub, %d left it, %d came to the other spoke%n",
          atHub.arrived(), atHub.left(), atSpoke.arrived());
      assertThat(atHub.arrived()).isEqualTo(REQUESTS + Ping.TAIL);
      assertThat(atHub.left()).isZero();
      assertThat(atSpoke.arrived()).isZero();
      assertThat(capture.count("ip")).as("packets of the spokes on the node").isZero();
    }
  }

  /** Waits until the hub reaches the spoke from exactly these prefixes. */
  private static void awaitPairs(SiteConnection connection, List<String> local) {
    await(connection.name() + " from " + local)
        .atMost(LIMIT)
        .until(() ->
            connection.status().childSas().stream()
                .map(ChildSa::localPrefixes)
                .flatMap(List::stream)
                .sorted()
                .toList()
                .equals(local));
  }

  private static void patchAddress(SiteConnection connection, Side other) {
    connection.patchSite("{\"gatewayAddress\":\"" + other.awaitAddress() + "\"}");
  }

  private static void apply(String file) {
    String there = "/tmp/hub-and-spoke-" + file;
    hub.cluster().node().put(EXAMPLE.resolve(file), there);
    hub.cluster().kubectl("apply", "-f", there);
  }
}
