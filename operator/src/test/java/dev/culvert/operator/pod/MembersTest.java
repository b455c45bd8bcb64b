package dev.culvert.operator.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.NetworkRef;
import dev.culvert.crds.v1alpha1.NetworkSegment;
import dev.culvert.crds.v1alpha1.NetworkSegmentSpec;
import dev.culvert.crds.v1alpha1.Subnet;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.crds.v1alpha1.VirtualNetworkSpec;
import dev.culvert.operator.apply.AddressClaims;
import dev.culvert.operator.apply.KeptAddresses;
import dev.culvert.operator.apply.NetworkSegments;
import dev.culvert.operator.apply.ServerSideApply;
import dev.culvert.operator.catalog.Catalog;
import dev.culvert.operator.catalog.ClusterRanges;
import dev.culvert.operator.catalog.MemberCatalog;
import dev.culvert.operator.membership.NetworkMembers;
import dev.culvert.operator.membership.SegmentPlanner;
import dev.culvert.operator.plan.Given;
import dev.culvert.operator.plan.Names;
import dev.culvert.operator.plan.NetworkPlan;
import dev.culvert.operator.report.Announcer;
import dev.culvert.operator.report.PodReporter;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The path from a pod to its address, and back. */
@EnableKubernetesMockClient(crud = true)
class MembersTest {
  private static final String NODES = "culvert-nodes";
  private static final NetworkPlan NO_GATEWAY =
      new NetworkPlan(List.of(), Optional.empty(), Optional.empty(), List.of());

  private final AtomicReference<Members> members = new AtomicReference<>();
  private KubernetesMockServer server;
  private KubernetesClient client;
  private Catalog catalog;
  private MemberCatalog pods;

  @BeforeEach
  void operatorLeads() throws Exception {
    catalog = new Catalog(client, Set.of(), "culvert-system", "culvert-gateways", key -> {});
    pods =
        new MemberCatalog(
            client,
            Set.of(),
            NODES,
            key -> Optional.ofNullable(members.get()).ifPresent(m -> m.changed(key)),
            key -> {});
    var ranges = new ClusterRanges(client, true, List.of(), Path.of("/nowhere"));
    members.set(
        new Members(
            catalog,
            pods,
            ranges,
            new NetworkSegments(client, new ServerSideApply(client), NODES, pods.segments()),
            new AddressClaims(client, pods),
            new KeptAddresses(client, pods),
            new PodReporter(
                client,
                pods,
                new Announcer(client, "culvert-0", Clock.systemUTC()),
                Clock.systemUTC()),
            key -> {},
            Clock.systemUTC()));
    catalog.start();
    pods.start();
    members.get().lead();
  }

  @AfterEach
  void operatorStops() {
    members.get().close();
    pods.close();
    catalog.close();
  }

  @Test
  void pod_getsTheLowestFreeAddress_andGivesItBackWhenItIsGone() {
    network();
    Pod pod = client.resource(pod("web")).create();
    await().until(() -> claims().size() == 1);
    AddressClaim claim = claims().getFirst();
    assertThat(claim.getSpec().address()).isEqualTo("10.1.1.4");
    assertThat(claim.getSpec().holder().uid()).isEqualTo(pod.getMetadata().getUid());
    assertThat(claim.getSpec().macAddress())
        .isEqualTo("02:%02x:0a:01:01:04".formatted(segment().getSpec().vni() & 0xff));
    client.resource(pod).delete();
    await().until(() -> claims().isEmpty());
  }

  /** The operator may write pods' conditions and watch labelled pods; it may not get a pod. */
  @Test
  void gatedPod_isToldThatItIsNotAttachedYet_withoutBeingAskedFor() throws Exception {
    network();
    Pod gated =
        pod("web").edit().editSpec().addNewReadinessGate("culvert.dev/attached").endSpec().build();
    client.resource(gated).create();
    List<String> requests = new ArrayList<>();
    await()
        .until(() -> {
          var request = server.takeRequest(1, TimeUnit.SECONDS);
          requests.add(request == null ? "" : request.getMethod() + " " + request.getPath());
          return requests.getLast().startsWith("PATCH /api/v1/namespaces/team/pods/web/status");
        });
    assertThat(requests).doesNotContain("GET /api/v1/namespaces/team/pods/web");
  }

  private NetworkMembers network() {
    VirtualNetwork network = Given.network("vnet1", null, "10.1.0.0/16");
    network.setSpec(
        new VirtualNetworkSpec(
            "china-north",
            List.of("10.1.0.0/16"),
            List.of(new Subnet("frontend", "10.1.1.0/24")),
            null));
    VirtualNetwork stored = client.resource(network).create();
    await().until(() -> catalog.network(Given.key("vnet1")).isPresent());
    nodesAreTold(stored);
    return members.get().update(stored, NO_GATEWAY);
  }

  /** The mock API server does not know server-side apply. */
  private void nodesAreTold(VirtualNetwork network) {
    int vni = SegmentPlanner.firstVni(network.getMetadata().getUid());
    var segment = new NetworkSegment();
    segment.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace(NODES)
            .withName(Names.segment(vni))
            .withUid("uid-of-the-segment")
            .withResourceVersion("1000000")
            .build());
    segment.setSpec(
        new NetworkSegmentSpec(
            vni,
            new NetworkRef("vnet1", "team"),
            network.getMetadata().getUid(),
            List.of("10.1.0.0/16"),
            null,
            List.of(),
            List.of()));
    server
        .expect()
        .patch()
        .withPath(
            "/apis/culvert.dev/v1alpha1/namespaces/culvert-nodes/networksegments/"
                + Names.segment(vni)
                + "?fieldManager=culvert&force=true")
        .andReturn(200, segment)
        .always();
  }

  private static Pod pod(String name) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("team")
        .withName(name)
        .withLabels(
            Map.of("culvert.dev/virtual-network", "vnet1", "culvert.dev/subnet", "frontend"))
        .endMetadata()
        .withNewSpec()
        .endSpec()
        .withNewStatus()
        .endStatus()
        .build();
  }

  private List<AddressClaim> claims() {
    return client.resources(AddressClaim.class).inNamespace("team").list().getItems();
  }

  private NetworkSegment segment() {
    return client.resources(NetworkSegment.class).inNamespace(NODES).list().getItems().getFirst();
  }
}
