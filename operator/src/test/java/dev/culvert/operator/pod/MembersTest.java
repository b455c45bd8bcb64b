package dev.culvert.operator.pod;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.AddressClaimSpec;
import dev.culvert.crds.v1alpha1.AddressClaimStatus;
import dev.culvert.crds.v1alpha1.AddressHolder;
import dev.culvert.crds.v1alpha1.AddressKeeper;
import dev.culvert.crds.v1alpha1.Condition;
import dev.culvert.crds.v1alpha1.LocalRef;
import dev.culvert.crds.v1alpha1.NetworkRef;
import dev.culvert.crds.v1alpha1.NetworkSegment;
import dev.culvert.crds.v1alpha1.NetworkSegmentSpec;
import dev.culvert.crds.v1alpha1.Subnet;
import dev.culvert.crds.v1alpha1.SubnetUse;
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
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import io.fabric8.kubernetes.api.model.PodReadinessGate;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
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
  private final List<String> said = new CopyOnWriteArrayList<>();
  private final AtomicInteger told = new AtomicInteger();
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
    var ranges = new ClusterRanges(client, false, List.of(), Path.of("/nowhere"));
    ranges.refresh();
    members.set(membersBy(ranges));
    catalog.start();
    pods.start();
    members.get().lead();
  }

  private Members membersBy(ClusterRanges ranges) {
    return new Members(
        catalog,
        pods,
        ranges,
        new NetworkSegments(client, new ServerSideApply(client), NODES, pods.segments()),
        new AddressClaims(client, pods),
        new KeptAddresses(client, pods),
        new PodReporter(
            client, pods, new Announcer(client, "culvert-0", Clock.systemUTC()), Clock.systemUTC()),
        key -> {},
        Clock.systemUTC());
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

  @Test
  void podsThatComeAtOnce_getOneAddressEach() {
    network();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String name = "web-" + i;
      threads.add(Thread.ofVirtual().start(() -> client.resource(pod(name)).create()));
    }
    await().until(() -> claims().size() == 50);
    assertThat(claims()).extracting(c -> c.getSpec().address()).doesNotHaveDuplicates();
    assertThat(claims()).extracting(c -> c.getSpec().holder().name()).doesNotHaveDuplicates();
  }

  @Test
  void nodeOfAPod_isSaidAsSoonAsItIsKnown() {
    network();
    client.resource(pod("web")).create();
    await().until(() -> claims().size() == 1);
    client
        .pods()
        .inNamespace("team")
        .withName("web")
        .edit(pod -> {
          pod.getSpec().setNodeName("node-1");
          return pod;
        });
    await().until(() -> "node-1".equals(claims().getFirst().getSpec().holder().node()));
  }

  /** A deposed leader, or this one before it saw its own write, has given it already. */
  @Test
  void addressThatSomebodyElseHasJustGiven_isNotGivenAgain() {
    VirtualNetwork network = network();
    String name = Names.claim(network.getMetadata().getUid(), "10.1.1.4");
    AddressClaim other = new AddressClaim();
    other.setMetadata(
        new ObjectMetaBuilder().withNamespace("team").withName(name).withUid("other").build());
    other.setSpec(
        new AddressClaimSpec(
            new LocalRef("vnet1"),
            network.getMetadata().getUid(),
            "frontend",
            "10.1.1.4",
            "02:00:0a:01:01:04",
            new AddressHolder("elsewhere", "first", "uid-of-the-first", null),
            new AddressKeeper(AddressKeeper.STATEFUL_SET, "elsewhere", "set", "uid-of-the-set")));
    String path = "/apis/culvert.dev/v1alpha1/namespaces/team/addressclaims";
    server.expect().post().withPath(path).andReturn(409, null).once();
    server.expect().get().withPath(path + "/" + name).andReturn(200, other).once();
    client.resource(pod("web")).create();
    await().until(() -> claims().size() == 1);
    assertThat(claims().getFirst().getSpec().address()).isEqualTo("10.1.1.5");
  }

  @Test
  void namespaceThatIsOnItsWayOut_isAskedForAnAddressOnce() {
    AtomicInteger asked = new AtomicInteger();
    server
        .expect()
        .post()
        .withPath("/apis/culvert.dev/v1alpha1/namespaces/team/addressclaims")
        .andReply(
            403,
            request -> {
              asked.incrementAndGet();
              return new StatusBuilder()
                  .withCode(403)
                  .withNewDetails()
                  .addNewCause()
                  .withReason("NamespaceTerminating")
                  .endCause()
                  .endDetails()
                  .build();
            })
        .always();
    network();
    client.resource(pod("web")).create();

    await().until(() -> asked.get() > 0);
    int before = asked.get();
    await()
        .during(Duration.ofMillis(500))
        .atMost(Duration.ofSeconds(5))
        .until(() -> asked.get() == before);
  }

  /** A quota, for example. */
  @Test
  void claimThatIsRefused_keepsNobodyElseFromBeingToldWhy() {
    server
        .expect()
        .post()
        .withPath("/apis/culvert.dev/v1alpha1/namespaces/team/addressclaims")
        .andReturn(403, new StatusBuilder().withCode(403).build())
        .always();
    network();
    client.resource(pod("other")).create();
    Pod pod = pod("web");
    pod.getMetadata().getLabels().remove("culvert.dev/subnet");
    podIsTold(client.resource(pod).create());

    await().until(() -> !said.isEmpty());
    assertThat(said.getFirst()).contains("SubnetMissing");
  }

  /** Whoever may write claims can put one there that names another network. */
  @Test
  void claimOfAFreeAddressThatNamesAnotherNetwork_isNotRunAgainstInALoop() {
    VirtualNetwork network = network();
    AtomicInteger asked = new AtomicInteger();
    AddressClaim squatter = new AddressClaim();
    squatter.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("team")
            .withName(Names.claim(network.getMetadata().getUid(), "10.1.1.4"))
            .withUid("squatter")
            .build());
    squatter.setSpec(
        new AddressClaimSpec(
            new LocalRef("another"),
            "uid-of-another",
            "frontend",
            "10.1.1.4",
            "02:00:0a:01:01:04",
            null,
            null));
    String path = "/apis/culvert.dev/v1alpha1/namespaces/team/addressclaims";
    server
        .expect()
        .post()
        .withPath(path)
        .andReply(
            409,
            request -> {
              asked.incrementAndGet();
              return new StatusBuilder().withCode(409).build();
            })
        .always();
    server
        .expect()
        .get()
        .withPath(path + "/" + squatter.getMetadata().getName())
        .andReturn(200, squatter)
        .always();
    client.resource(pod("web")).create();
    await().until(() -> asked.get() > 1);

    await()
        .during(Duration.ofSeconds(2))
        .atMost(Duration.ofSeconds(5))
        .until(() -> asked.get() < 12);
  }

  /** As when the Role goes with the namespace, before its pods do. */
  @Test
  void addressOfAPodThatWasSeenToGo_isFree_thoughItsNamespaceMayNotBeReadAnyMore() {
    network();
    Pod pod = client.resource(pod("web")).create();
    await().until(() -> claims().size() == 1);
    server
        .expect()
        .get()
        .withPath("/api/v1/namespaces/team/pods?fieldSelector=metadata.name%3Dweb")
        .andReturn(403, new StatusBuilder().withCode(403).build())
        .always();

    client.resource(pod).delete();

    await().until(() -> claims().isEmpty());
  }

  @Test
  void podThatNamesNoSubnet_isToldWhy_once() {
    network();
    Pod pod = pod("web");
    pod.getMetadata().getLabels().remove("culvert.dev/subnet");
    podIsTold(client.resource(pod).create());
    await().until(() -> !said.isEmpty());
    members.get().sweep();
    members.get().sweep();
    assertThat(said).singleElement().asString().contains("SubnetMissing");
    assertThat(client.events().v1().events().inNamespace("team").list().getItems())
        .singleElement()
        .satisfies(event -> {
          assertThat(event.getReason()).isEqualTo("SubnetMissing");
          assertThat(event.getNote()).contains("frontend");
          assertThat(event.getRegarding().getName()).isEqualTo("web");
        });
    assertThat(claims()).isEmpty();
  }

  @Test
  void gatedPod_isAttaching_untilItsNodeSaysThatItIsAttached() {
    network();
    Pod gated = pod("web");
    gated.getSpec().setReadinessGates(List.of(new PodReadinessGate("culvert.dev/attached")));
    Pod stored = client.resource(gated).create();
    podIsTold(stored);
    await().until(() -> said.size() == 1 && claims().size() == 1);
    assertThat(said.getFirst()).contains("False", "Attaching", stored.getMetadata().getUid());
    AddressClaim claim = claims().getFirst();
    claim.setStatus(
        new AddressClaimStatus(
            stored.getMetadata().getUid(),
            "node-1",
            List.of(
                new Condition(
                    "Attached", "True", 1L, "2026-01-02T03:04:05Z", "Attached", "It is."))));
    client.resource(claim).updateStatus();
    await().until(() -> said.size() == 2);
    assertThat(said.getLast()).contains("True", "Attached", "10.1.1.4");
  }

  @Test
  void podThatNamesNoNetworkAnyMore_isToldThatItIsOffIt_andOneThatIsGoneIsNot() {
    network();
    Pod leaver = client.resource(attached("web")).create();
    client.resource(attached("goes")).create();
    podIsTold(leaver);
    await().until(() -> claims().size() == 2);
    said.clear();

    client.pods().inNamespace("team").withName("goes").delete();
    client
        .pods()
        .inNamespace("team")
        .withName("web")
        .edit(pod -> {
          pod.getMetadata().getLabels().remove("culvert.dev/virtual-network");
          return pod;
        });

    await().until(() -> claims().isEmpty() && !said.isEmpty());
    assertThat(said)
        .singleElement()
        .asString()
        .contains("False", "NotAMember", leaver.getMetadata().getUid());
  }

  private static Pod attached(String name) {
    return pod(name)
        .edit()
        .editOrNewStatus()
        .addNewCondition()
        .withType("culvert.dev/attached")
        .withStatus("True")
        .endCondition()
        .endStatus()
        .build();
  }

  @Test
  void addressOfAStatefulSet_isKeptAsLongAsThereIsOne() {
    network();
    StatefulSet set =
        client
            .resource(
                new StatefulSetBuilder()
                    .withNewMetadata()
                    .withNamespace("team")
                    .withName("db")
                    .endMetadata()
                    .withNewSpec()
                    .withReplicas(1)
                    .withNewTemplate()
                    .withMetadata(pod("template").getMetadata())
                    .endTemplate()
                    .endSpec()
                    .build())
            .create();
    Pod pod = pod("db-0");
    pod.getMetadata()
        .setOwnerReferences(
            List.of(
                new OwnerReference(
                    "apps/v1", null, true, "StatefulSet", "db", set.getMetadata().getUid())));
    client.resource(pod).create();
    await().until(() -> claims().size() == 1);
    client.resource(pod).delete();
    await().until(() -> pods.podsOf(Given.key("vnet1")).isEmpty());
    members.get().sweep();
    client.resource(pod("other")).create();
    await().until(() -> claims().size() == 2);
    client.resource(set).delete();
    await()
        .until(() -> {
          members.get().sweep();
          return claims().size() == 1;
        });
    assertThat(claims().getFirst().getSpec().holder().name()).isEqualTo("other");
  }

  /** One watch may be behind the other. */
  @Test
  void claimOfAPodThatIsNotSeenYet_stays() {
    VirtualNetwork network = network();
    Pod unseen = pod("web");
    unseen.getMetadata().setUid("uid-of-the-unseen");
    server
        .expect()
        .get()
        .withPath("/api/v1/namespaces/team/pods?fieldSelector=metadata.name%3Dweb")
        .andReturn(200, new PodListBuilder().withItems(unseen).build())
        .always();
    AddressClaim claim = new AddressClaim();
    claim.setMetadata(
        new ObjectMetaBuilder()
            .withNamespace("team")
            .withName(Names.claim(network.getMetadata().getUid(), "10.1.1.9"))
            .build());
    claim.setSpec(
        new AddressClaimSpec(
            new LocalRef("vnet1"),
            network.getMetadata().getUid(),
            "frontend",
            "10.1.1.9",
            "02:00:0a:01:01:09",
            new AddressHolder("team", "web", "uid-of-the-unseen", null),
            null));
    client.resource(claim).create();
    await().until(() -> !pods.podsOf(Given.key("vnet1")).isEmpty());
    members.get().sweep();
    assertThat(claims()).hasSize(1);
  }

  /** Else pods would send into their networks what is the cluster's own. */
  @Test
  void nodesAreToldOfANetwork_onceTheClustersRangesAreKnown_andNotBefore() {
    var ranges = new ClusterRanges(client, true, List.of(), Path.of("/nowhere"));
    members.get().close();
    members.set(membersBy(ranges));
    VirtualNetwork network = network();
    assertThat(told).hasValue(0);

    ranges.refresh();
    members.get().update(network, NO_GATEWAY);

    assertThat(told).hasValue(1);
  }

  @Test
  void networkThatIsGone_takesItsClaimsAndSegmentWithIt() {
    VirtualNetwork network = network();
    client.resource(pod("web")).create();
    await().until(() -> claims().size() == 1);
    client.resource(network).delete();
    await().until(() -> catalog.network(Given.key("vnet1")).isEmpty());
    members.get().sweep();
    await().until(() -> claims().isEmpty());
    assertThat(client.resources(NetworkSegment.class).inNamespace(NODES).list().getItems())
        .isEmpty();
  }

  /** The mock API server does not know strategic merge. */
  private void podIsTold(Pod pod) {
    server
        .expect()
        .patch()
        .withPath("/api/v1/namespaces/team/pods/web/status")
        .andReply(
            200,
            request -> {
              String body = request.getBody().readUtf8();
              said.add(body);
              return new PodBuilder(pod)
                  .editMetadata()
                  .withResourceVersion("100000" + said.size())
                  .endMetadata()
                  .editStatus()
                  .withConditions(
                      Serialization.unmarshal(body, Pod.class).getStatus().getConditions())
                  .endStatus()
                  .build();
            })
        .always();
  }

  private VirtualNetwork network() {
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
    NetworkMembers said = members.get().update(stored, NO_GATEWAY);
    assertThat(said.subnets()).containsExactly(new SubnetUse("frontend", 251, 0));
    return stored;
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
        .andReply(
            200,
            request -> {
              told.incrementAndGet();
              return segment;
            })
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
