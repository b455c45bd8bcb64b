package dev.culvert.node.agent.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.AddressClaimSpec;
import dev.culvert.crds.v1alpha1.AddressHolder;
import dev.culvert.crds.v1alpha1.LocalRef;
import dev.culvert.crds.v1alpha1.NetworkRef;
import dev.culvert.crds.v1alpha1.NetworkSegment;
import dev.culvert.crds.v1alpha1.NetworkSegmentSpec;
import dev.culvert.node.agent.plan.Claim;
import dev.culvert.node.agent.plan.Doubt;
import dev.culvert.node.agent.plan.Segment;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClusterTest {
  private final AtomicInteger changes = new AtomicInteger();

  private FakeApi api;
  private Cluster cluster;
  private Thread thread;

  @BeforeEach
  void startServer() throws IOException {
    api = new FakeApi();
  }

  private void watch(String... namespaces) {
    cluster =
        new Cluster(api::client, "culvert-nodes", List.of(namespaces), changes::incrementAndGet);
    thread = Thread.ofVirtual().start(cluster::run);
  }

  @AfterEach
  void stop() throws InterruptedException {
    thread.interrupt();
    thread.join();
    cluster.close();
    api.close();
  }

  /** One of them may have gone deaf by itself. */
  @Test
  void watches_areMadeAnewEveryFewSeconds() {
    watch();
    await().until(() -> api.watches().size() >= 3);

    assertThat(api.watches())
        .allMatch(query -> query.contains("timeoutSeconds=" + 2 * WatchLength.SECONDS));
  }

  @Test
  void listing_isOver_onceEverythingIsThere() {
    for (int number = 4; number < 104; number++) {
      api.put(claim("team-a", number, holder("one")));
    }
    api.put(segment(7, "10.1.0.0/16"));
    api.put(agent("one", "192.0.2.1"));
    watch();

    await().until(() -> cluster.shown().isListed());

    assertThat(cluster.shown().claims()).hasSize(100);
    assertThat(cluster.shown().segments()).extracting(Segment::vni).containsExactly(7);
    assertThat(cluster.shown().nodes()).containsExactly(new NodeAddress("one", "192.0.2.1"));
  }

  @Test
  void claimThatNobodyHolds_isNone_untilSomebodyDoes() {
    api.put(claim("team-a", 4, null));
    watch();
    await().until(() -> cluster.shown().isListed());
    assertThat(cluster.shown().claims()).isEmpty();
    int before = changes.get();

    api.put(claim("team-a", 4, holder("two")));

    await().until(() -> cluster.shown().claims().size() == 1);
    assertThat(cluster.shown().claims()).extracting(Claim::node).containsExactly("two");
    assertThat(changes.get()).isGreaterThan(before);
    api.delete(claim("team-a", 4, null));
    await().until(() -> cluster.shown().claims().isEmpty());
  }

  @Test
  void namespacesThatAreNotWatched_areNotSeen() {
    api.put(claim("team-a", 4, holder("one")));
    api.put(claim("team-b", 5, holder("one")));
    api.put(claim("team-c", 6, holder("one")));
    watch("team-a", "team-c");

    await().until(() -> cluster.shown().isListed());

    assertThat(cluster.shown().claims())
        .extracting(Claim::namespace)
        .containsExactlyInAnyOrder("team-a", "team-c");
  }

  @Test
  void whatWasSeen_stays_whileTheApiServerIsAway() {
    api.put(claim("team-a", 4, holder("one")));
    api.put(segment(7, "10.1.0.0/16"));
    watch();
    await().until(() -> cluster.shown().isListed());

    api.close();

    await()
        .during(java.time.Duration.ofSeconds(2))
        .until(() -> cluster.shown().claims().size() == 1);
    assertThat(cluster.shown().segments()).hasSize(1);
    assertThat(cluster.shown().isListed()).isTrue();
  }

  @Test
  void namespaceThatMayNotBeRead_holdsUpNobody_butNothingIsCertain() {
    api.put(claim("team-a", 4, holder("one")));
    api.refuse("/apis/culvert.dev/v1alpha1/namespaces/team-b/addressclaims");
    watch("team-a", "team-b");

    await().until(() -> cluster.shown().isAnswered());

    assertThat(cluster.shown().claims()).hasSize(1);
    assertThat(cluster.shown().isListed()).isFalse();
  }

  @Test
  void objectThatCannotBeRead_keepsNobodyElseFromBeingSeen_andIsADoubtOfItsNetwork_untilItCan() {
    api.put(segment(7, "10.1.0.0/16; reboot"));
    api.put(segment(8, "10.1.0.0/16"));
    watch();

    await().until(() -> cluster.shown().isListed());

    assertThat(cluster.shown().segments()).extracting(Segment::vni).containsExactly(8);
    assertThat(cluster.shown().doubts()).containsExactly(new Doubt("team-a", "n7", 7));
    api.put(segment(7, "10.1.0.0/16"));
    await().until(() -> cluster.shown().doubts().isEmpty());
    api.put(segment(7, "10.1.0.0/16; reboot"));
    await().until(() -> !cluster.shown().doubts().isEmpty());
    assertThat(cluster.shown().segments()).hasSize(2);
    api.delete(segment(7, ""));
    await().until(() -> cluster.shown().doubts().isEmpty());
  }

  /** Whose it is, is said by where it is: else it would hold up networks of other namespaces. */
  @Test
  void claimThatCannotBeRead_isADoubtOfTheNetworkInItsOwnNamespace() {
    api.put(claim("team-b", 4, holder("one"), "x"));
    api.put(claim("team-a", 5, holder("one")));
    watch();

    await().until(() -> cluster.shown().isListed());

    assertThat(cluster.shown().claims()).extracting(Claim::namespace).containsExactly("team-a");
    assertThat(cluster.shown().doubts()).containsExactly(new Doubt("team-b", "n7", 0));
  }

  /** What others say of it is of no account: it is made of the network and the address. */
  @Test
  void macAddressOfAClaim_isNotRead() {
    var claim = claim("team-a", 4, holder("one"));
    claim.setSpec(
        new AddressClaimSpec(
            claim.getSpec().virtualNetworkRef(),
            "n7",
            "frontend",
            "10.1.0.4",
            "not a MAC; reboot",
            holder("one"),
            null));
    api.put(claim);
    watch();

    await().until(() -> cluster.shown().claims().size() == 1);

    assertThat(cluster.shown().doubts()).isEmpty();
  }

  @Test
  void segmentWithoutTheNamespaceOfItsNetwork_isNotRead() {
    var segment = segment(7, "10.1.0.0/16");
    segment.setSpec(
        new NetworkSegmentSpec(
            7, new NetworkRef("vnet7", null), "n7", List.of(), null, List.of(), List.of()));
    api.put(segment);
    watch();

    await().until(() -> cluster.shown().isListed());

    assertThat(cluster.shown().segments()).isEmpty();
    assertThat(cluster.shown().doubts()).extracting(Doubt::vni).containsExactly(7);
  }

  private static AddressHolder holder(String node) {
    return new AddressHolder("apps", "web", "p4", node);
  }

  private static AddressClaim claim(String namespace, int number, AddressHolder holder) {
    return claim(namespace, number, holder, "10.1.0." + number);
  }

  private static AddressClaim claim(
      String namespace, int number, AddressHolder holder, String address) {
    var claim = new AddressClaim();
    claim.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(namespace)
            .withName("n7-10-1-0-" + number)
            .withCreationTimestamp("2026-11-26T10:00:00Z")
            .build());
    claim.setSpec(
        new AddressClaimSpec(
            new LocalRef("vnet1"),
            "n7",
            "frontend",
            address,
            "02:07:0A:01:00:%02X".formatted(number),
            holder,
            null));
    return claim;
  }

  private static NetworkSegment segment(int vni, String route) {
    var segment = new NetworkSegment();
    segment.setMetadata(
        new ObjectMetaBuilder().withNamespace("culvert-nodes").withName("segment-" + vni).build());
    segment.setSpec(
        new NetworkSegmentSpec(
            vni,
            new NetworkRef("vnet" + vni, "team-a"),
            "n" + vni,
            List.of(route),
            null,
            List.of(),
            List.of()));
    return segment;
  }

  private static io.fabric8.kubernetes.api.model.Pod agent(String node, String address) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("culvert-nodes")
        .withName("agent-" + node)
        .addToLabels("app.kubernetes.io/name", "culvert")
        .addToLabels("app.kubernetes.io/component", "node-agent")
        .endMetadata()
        .withNewSpec()
        .withNodeName(node)
        .endSpec()
        .withNewStatus()
        .withHostIP(address)
        .endStatus()
        .build();
  }
}
