package dev.culvert.e2e.takeover;

import static dev.culvert.e2e.takeover.FormerVersion.PRESENT_TAG;
import static dev.culvert.e2e.takeover.FormerVersion.TAG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.NetworkSegment;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Link;
import dev.culvert.e2e.scenario.Member;
import dev.culvert.e2e.scenario.Ping;
import dev.culvert.e2e.scenario.Side;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The operator of one version, the gateways and node agents of the other (docs/adr/0017). */
@Tag("soak")
class SideBySideIT {
  private static final Duration LIMIT = Duration.ofSeconds(120);
  private static final int ECHO_REQUESTS = 40 * Ping.RATE;

  @RegisterExtension final OwnCluster own = new OwnCluster();

  @Test
  void operatorOfNow_takesOverGatewaysAndNodeAgentsOfBefore_andGoesOnWithThem() {
    TestCluster cluster = own.cluster();
    FormerVersion former = FormerVersion.on(cluster);
    cluster.release().upgrade(former.chart(), FormerVersion.images(TAG, TAG, TAG));
    Link link = link(cluster, 1, 2);
    Member client = member(link.left(), "client");
    Member web = member(link.right(), "web");
    assertThat(client.reaches(web.address())).isTrue();
    await("a tunnel with nothing under way").atMost(LIMIT).until(() -> Wire.of(link).isSettled());
    Wire wire = Wire.of(link);
    Map<String, String> addresses = addresses(cluster);
    Ping ping = Ping.underWay(link.left(), link.right(), ECHO_REQUESTS);
    Ping memberPing = client.ping(web.address(), ECHO_REQUESTS).awaitUnderWay();

    cluster.release().upgrade(FormerVersion.images(PRESENT_TAG, TAG, TAG));
    Link next = link(cluster, 3, 4);

    assertThat(Wire.of(link)).isEqualTo(wire);
    assertThat(addresses(cluster)).containsAllEntriesOf(addresses);
    assertThat(ping.await().lost()).as("echo requests between gateways").isZero();
    assertThat(memberPing.await().lost()).as("echo requests between members").isZero();
    assertThat(link.left().isConnectedTo(link.right())).isTrue();
    assertThat(link.right().isConnectedTo(link.left())).isTrue();
    assertGoesOn(next);
    assertGoesOn(link);
    restart(link.left());
    link.awaitConnected();
    assertThat(client.reaches(web.address())).isTrue();
  }

  @Test
  void gatewaysAndNodeAgentsOfNow_connectAttachAndFollow_underTheOperatorOfBefore() {
    TestCluster cluster = own.cluster();
    FormerVersion former = FormerVersion.on(cluster);
    cluster.release().upgrade(former.chart(), FormerVersion.images(TAG, PRESENT_TAG, PRESENT_TAG));
    Link link = link(cluster, 1, 2);

    assertGoesOn(link);
    restart(link.left());
    link.awaitConnected();

    await("a tunnel with nothing under way").atMost(LIMIT).until(() -> Wire.of(link).isSettled());
    Wire wire = Wire.of(link);
    cluster.release().upgrade(FormerVersion.images(PRESENT_TAG, PRESENT_TAG, PRESENT_TAG));
    link(cluster, 3, 4);
    assertThat(Wire.of(link)).as("after the operator has followed").isEqualTo(wire);
  }

  /** Two networks that are connected; their address spaces have these second octets. */
  private static Link link(TestCluster cluster, int left, int right) {
    Link link =
        new Link(
            new Side(cluster, cluster.newNamespace("left"), "left", left),
            new Side(cluster, cluster.newNamespace("right"), "right", right));
    link.left().createNetwork();
    link.right().createNetwork();
    link.left().connectTo(link.right());
    link.right().connectTo(link.left());
    link.awaitConnected();
    return link;
  }

  /** New pods are attached, and an edit reaches the gateways. */
  private static void assertGoesOn(Link link) {
    Member left = member(link.left(), "new-on-the-left");
    Member right = member(link.right(), "new-on-the-right");
    assertThat(left.reaches(right.address())).isTrue();

    String added = "10." + (link.right().octet() + 20) + ".0.0/16";
    link.right().changeAddressSpace(List.of(link.right().prefix(), added));
    link.left().awaitReaching(link.right(), added);
    link.awaitConnected();
    assertThat(left.reaches(right.address())).isTrue();
  }

  private static Member member(Side side, String name) {
    return Member.on(side, name, side.cluster().node().name());
  }

  /** Replaces a gateway's pod, by the template that there is. */
  private static void restart(Side side) {
    Pod former = side.pod();
    side.cluster().client().resource(former).delete();
    await("another pod of the gateway, ready")
        .atMost(LIMIT)
        .ignoreExceptionsInstanceOf(AssertionError.class)
        .until(() ->
            !side.pod().getMetadata().getUid().equals(former.getMetadata().getUid())
                && Readiness.isPodReady(side.pod()));
  }

  /** Who holds which address, and which network has which VNI. */
  private static Map<String, String> addresses(TestCluster cluster) {
    Map<String, String> found = new TreeMap<>();
    cluster.client().resources(AddressClaim.class).inAnyNamespace().list().getItems().stream()
        .forEach(claim ->
            found.put(
                claim.getMetadata().getUid(),
                claim.getSpec().address() + " " + claim.getSpec().holder()));
    cluster.client().resources(NetworkSegment.class).inAnyNamespace().list().getItems().stream()
        .forEach(segment ->
            found.put(
                segment.getMetadata().getUid(),
                segment.getSpec().vni() + " " + segment.getSpec().virtualNetworkUid()));
    return found;
  }
}
