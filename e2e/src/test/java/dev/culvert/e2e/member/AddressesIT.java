package dev.culvert.e2e.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.DnsServer;
import dev.culvert.crds.v1alpha1.LabelExpression;
import dev.culvert.crds.v1alpha1.Subnet;
import dev.culvert.crds.v1alpha1.SubnetUse;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.faults.OperatorPods;
import dev.culvert.e2e.scenario.Member;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who gets which address, who gets none and what they are told, and when addresses are free. */
@ExtendWith(ClusterExtension.class)
class AddressesIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration AT_ONCE = Duration.ofSeconds(5);
  private static final String NETWORK = "net";
  private static final String TEAM = "e2e.culvert.dev/team";

  private static TestCluster cluster;
  private static Tenant tenant;

  /** Not as careful: pods may have the node's network. */
  private static Tenant guest;

  @BeforeAll
  static void createNetworkAndThosePodsThatItRefuses(TestCluster shared) {
    cluster = shared;
    tenant = Tenant.inNewNamespace(cluster, "addresses");
    guest = new Tenant(cluster, "guest-of-" + tenant.namespace());
    cluster
        .client()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(guest.namespace())
                .endMetadata()
                .build())
        .create();
    tenant.createNetwork(
        NETWORK,
        "10.71.0.0/16",
        List.of(
            new Subnet("frontend", "10.71.0.0/24"),
            new Subnet("narrow", "10.71.1.0/28"),
            new Subnet("wishes", "10.71.2.0/24"),
            new Subnet("tiny", "10.71.3.0/29"),
            new Subnet("sets", "10.71.4.0/24"),
            new Subnet("deployments", "10.71.5.0/24"),
            new Subnet("crowd", "10.71.6.0/24"),
            new Subnet("GatewaySubnet", "10.71.255.224/27")),
        new DnsServer("dns1", "10.71.1.5"),
        new DnsServer("dns2", "10.71.2.53"));
    tenant.create(withAddress(tenant.unplaced("first", NETWORK, "wishes"), "10.71.2.9"));
    tenant.awaitAddress("first");
    for (Refused refused : Refused.values()) {
      tenant.create(refused.of(tenant.pod(refused.pod(), NETWORK, "wishes")));
    }
  }

  @AfterAll
  static void deleteThem() {
    tenant.delete();
    guest.delete();
  }

  @Test
  void claim_isThereAMomentAfterThePod_andKubectlShowsWhoHasWhichAddress() {
    tenant.create(tenant.pod("web", NETWORK, "frontend"));

    await("an address").atMost(AT_ONCE).until(() -> tenant.claims().of("web").isPresent());

    member("web").awaitAttached();
    String table = cluster.kubectl("get", "addressclaims", "-n", tenant.namespace());
    assertThat(table.lines().findFirst().orElseThrow().split("\\s+"))
        .containsExactly("NAME", "NETWORK", "SUBNET", "ADDRESS", "POD", "NODE", "ATTACHED", "AGE");
    assertThat(table.lines().filter(line -> line.contains(" web ")).findFirst().orElseThrow())
        .containsPattern(
            "-10-71-0-4 +net +frontend +10\\.71\\.0\\.4 +web +"
                + cluster.node().name()
                + " +True ");
  }

  @Test
  void addresses_areGivenFromTheLowest_andReservedOnesNever() {
    List<String> given =
        Stream.of("n1", "n2", "n3")
            .map(name -> {
              tenant.create(tenant.unplaced(name, NETWORK, "narrow"));
              return tenant.awaitAddress(name);
            })
            .toList();
    IntStream.rangeClosed(4, 11)
        .forEach(i -> tenant.create(tenant.unplaced("n" + i, NETWORK, "narrow")));

    assertThat(given).containsExactly("10.71.1.4", "10.71.1.6", "10.71.1.7");
    await("all addresses given")
        .atMost(LIMIT)
        .until(() -> tenant.claims().in("narrow").size() == 10);
    assertThat(tenant.claims().in("narrow"))
        .containsExactlyInAnyOrderElementsOf(
            IntStream.of(4, 6, 7, 8, 9, 10, 11, 12, 13, 14).mapToObj(i -> "10.71.1." + i).toList());

    // The reserved one waits for the pod that is the server.
    tenant.create(
        tenant
            .unplaced("names", NETWORK, "narrow")
            .editMetadata()
            .addToAnnotations("culvert.dev/dns-server", "dns1")
            .endMetadata());
    assertThat(tenant.awaitAddress("names")).isEqualTo("10.71.1.5");
  }

  @Test
  void addressAskedFor_isGiven() {
    tenant.create(withAddress(tenant.pod("static", NETWORK, "wishes"), "10.71.2.200"));

    assertThat(member("static").awaitAttached().address()).isEqualTo("10.71.2.200");
  }

  @ParameterizedTest
  @EnumSource
  void refusedPod_isToldWhy_hasNoAddress_andRunsUntouched(Refused refused) {
    tenant.told(refused.pod()).awaitRefused(refused.reason());

    await("it runs").atMost(LIMIT).until(() -> runs(tenant.pod(refused.pod())));
    assertThat(tenant.claims().of(refused.pod())).isEmpty();
    assertThat(network(member(refused.pod()))).doesNotContain("vnet0", "unreachable");
  }

  @Test
  void podInTheNodesNetwork_isRefused_andToldWhy() {
    guest.create(
        abroad(guest.pod("on-host", NETWORK, "frontend"))
            .editSpec()
            .withHostNetwork(true)
            .editSecurityContext()
            .withSysctls(List.of())
            .endSecurityContext()
            .endSpec());

    guest.told("on-host").awaitRefused("HostNetwork");

    assertThat(tenant.claims().of("on-host")).isEmpty();
    await("it runs").atMost(LIMIT).until(() -> runs(guest.pod("on-host")));
  }

  @Test
  void networkThatDoesNotAdmitThePod_isSpokenOfLikeOneThatDoesNotExist() {
    guest.create(abroad(guest.pod("stranger", NETWORK, "frontend")));
    guest.create(abroad(guest.pod("lost", "none", "frontend")));

    guest.told("stranger").awaitRefused("NetworkNotFound");
    guest.told("lost").awaitRefused("NetworkNotFound");

    assertThat(guest.told("stranger").message().replace(NETWORK, "none"))
        .isEqualTo(guest.told("lost").message().replace(NETWORK, "none"));
    assertThat(tenant.claims().of("stranger")).isEmpty();
    await("it runs").atMost(LIMIT).until(() -> runs(guest.pod("stranger")));
    assertThat(network(Member.of(cluster, guest.namespace(), "stranger")))
        .doesNotContain("vnet0", "unreachable");
  }

  @Test
  void fullSubnet_isSaidByPodAndNetwork_andWhoWaitsGetsTheAddressThatIsFreed() {
    Stream.of("t1", "t2", "t3")
        .forEach(name -> {
          tenant.create(tenant.unplaced(name, NETWORK, "tiny"));
          tenant.awaitAddress(name);
        });
    tenant.create(tenant.pod("t4", NETWORK, "tiny"));

    tenant.told("t4").awaitRefused("SubnetFull");
    await("the network says so too")
        .atMost(LIMIT)
        .untilAsserted(() -> {
          assertThat(tenant.says(NETWORK, "SubnetFull").orElse("")).contains("tiny");
          assertThat(use("tiny")).contains(new SubnetUse("tiny", 3, 3));
        });
    String uid = tenant.pod("t4").getMetadata().getUid();

    tenant.deletePod("t2");

    member("t4").awaitAttached();
    assertThat(member("t4").address()).isEqualTo("10.71.3.5");
    assertThat(tenant.pod("t4").getMetadata().getUid()).isEqualTo(uid);
    await("the pod says so")
        .atMost(LIMIT)
        .until(() -> tenant.told("t4").condition().orElseThrow().getStatus().equals("True"));

    tenant.deletePod("t1");

    await("the network has room")
        .atMost(LIMIT)
        .untilAsserted(() -> {
          assertThat(tenant.says(NETWORK, "SubnetFull").orElse("")).doesNotContain("tiny");
          assertThat(use("tiny")).contains(new SubnetUse("tiny", 3, 2));
        });
  }

  @Test
  void podsOfAStatefulSet_keepTheirAddresses_whileItHasThem() {
    StatefulSet set = cluster.client().resource(statefulSet("set", 3)).create();
    List<String> names = List.of("set-0", "set-1", "set-2");
    List<String> before = names.stream().map(tenant::awaitAddress).toList();
    String uid = tenant.pod("set-1").getMetadata().getUid();

    tenant.deletePod("set-1");
    tenant.create(tenant.unplaced("passer-by", NETWORK, "sets"));

    assertThat(tenant.awaitAddress("passer-by")).isNotIn(before);
    await("another set-1")
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(() -> !tenant.pod("set-1").getMetadata().getUid().equals(uid));
    member("set-1").awaitAttached();
    assertThat(names.stream().map(tenant::awaitAddress).toList()).isEqualTo(before);

    cluster.client().resource(set).scale(1);
    tenant.awaitReleased("set-2");
    tenant.awaitReleased("set-1");
    assertThat(tenant.claims().of("set-0")).contains(before.getFirst());

    cluster.client().resource(set).delete();
    tenant.awaitReleased("set-0");
  }

  @Test
  void podsOfADeployment_giveTheirAddressesBackAtOnce() {
    Deployment deployment = cluster.client().resource(deployment("deployment", 3)).create();
    await("three addresses")
        .atMost(LIMIT)
        .until(() -> tenant.claims().in("deployments").size() == 3);
    List<String> uids = pods("deployment").map(pod -> pod.getMetadata().getUid()).toList();

    pods("deployment").forEach(pod -> tenant.deletePod(pod.getMetadata().getName()));

    await("theirs are free").atMost(AT_ONCE).until(() -> !tenant.claims().areOfAny(uids));
    await("their successors have some")
        .atMost(LIMIT)
        .until(() -> tenant.claims().in("deployments").size() == 3);
    cluster.client().resource(deployment).delete();
    await("all are free").atMost(LIMIT).until(() -> tenant.claims().in("deployments").isEmpty());
  }

  @Test
  void podThatHasEnded_givesItsAddressBack() {
    tenant.create(
        tenant
            .pod("job", NETWORK, "frontend")
            .editSpec()
            .withRestartPolicy("Never")
            .editFirstContainer()
            .withCommand("sleep", "2")
            .endContainer()
            .endSpec());
    tenant.awaitAddress("job");

    await("it has ended")
        .atMost(LIMIT)
        .until(() -> "Succeeded".equals(tenant.pod("job").getStatus().getPhase()));
    await("its address is free").atMost(AT_ONCE).until(() -> tenant.claims().of("job").isEmpty());
  }

  @Test
  void namespaceIsAdmittedByItsLabels_andItsPodsAreTakenOffWhenThatIsWithdrawn() {
    Tenant partner = Tenant.inNewNamespace(cluster, "partner");
    label(partner, "east");
    partner.create(abroad(partner.pod("visitor", NETWORK, "frontend")));
    partner.told("visitor").awaitRefused("NetworkNotFound");
    Member visitor = Member.of(cluster, partner.namespace(), "visitor");

    tenant.admit(NETWORK, Map.of(TEAM, "east"));
    visitor.awaitAttached();
    String routes = network(visitor);
    assertThat(routes).contains("vnet0", "unreachable 10.71.0.0/16");

    tenant.admit(NETWORK, Map.of(), new LabelExpression(TEAM, "NotIn", List.of("east")));
    awaitTakenOff(visitor);
    partner.told("visitor").awaitRefused("NetworkNotFound");

    label(partner, "west");
    visitor.awaitAttached();

    tenant.admit(NETWORK, null);
    awaitTakenOff(visitor);
    partner.delete();
  }

  @Test
  void podWhoseLabelIsTakenAway_isTakenOff() {
    tenant.create(tenant.pod("leaver", NETWORK, "frontend"));
    Member leaver = member("leaver").awaitAttached();

    cluster.kubectl(
        "label", "pod", "leaver", "-n", tenant.namespace(), "culvert.dev/virtual-network-");

    awaitTakenOff(leaver);
    assertThat(runs(tenant.pod("leaver"))).isTrue();
  }

  @Test
  void podMadeWhileTheOperatorIsAway_getsItsAddress_andOneThatWentGivesItsBack() {
    tenant.create(tenant.unplaced("before", NETWORK, "frontend"));
    tenant.awaitAddress("before");
    OperatorPods operator = OperatorPods.of(cluster);
    operator.killAll();
    try {
      tenant.create(tenant.pod("meanwhile", NETWORK, "frontend"));
      tenant.deletePod("before");
      assertThat(tenant.claims().of("meanwhile")).isEmpty();
    } finally {
      operator.bringBack();
    }

    member("meanwhile").awaitAttached();
    tenant.awaitReleased("before");
  }

  @Test
  void operatorKilledAmongManyCreations_givesNoAddressTwice_andLosesNone() {
    List<String> names = IntStream.range(0, 20).mapToObj(i -> "crowd-" + i).toList();
    OperatorPods operator = OperatorPods.of(cluster);
    names.subList(0, 10).forEach(name -> tenant.create(tenant.unplaced(name, NETWORK, "crowd")));
    await("some have theirs").atMost(LIMIT).until(() -> !tenant.claims().in("crowd").isEmpty());
    operator.killLeader();
    names.subList(10, 20).forEach(name -> tenant.create(tenant.unplaced(name, NETWORK, "crowd")));
    operator.awaitReady(1);

    List<String> addresses = names.stream().map(tenant::awaitAddress).toList();
    assertThat(addresses).doesNotHaveDuplicates();
    assertThat(tenant.claims().in("crowd")).containsExactlyInAnyOrderElementsOf(addresses);

    names.forEach(tenant::deletePod);
    await("all are free").atMost(LIMIT).until(() -> tenant.claims().in("crowd").isEmpty());
    await("the network counts none")
        .atMost(LIMIT)
        .until(() -> use("crowd").filter(u -> u.used() == 0).isPresent());
  }

  private static void awaitTakenOff(Member member) {
    await("it is off the network")
        .atMost(LIMIT)
        .until(() -> member.claim().isEmpty() && !network(member).contains("vnet0"));
    // Nothing goes around the network.
    assertThat(network(member)).contains("unreachable 10.71.0.0/16");
  }

  /** The pod's interfaces and routes. */
  private static String network(Member member) {
    return member.shell("ip -o link; ip route");
  }

  private static Optional<SubnetUse> use(String subnet) {
    return tenant.network(NETWORK).getStatus().subnets().stream()
        .filter(use -> use.name().equals(subnet))
        .findFirst();
  }

  private static Member member(String name) {
    return Member.of(cluster, tenant.namespace(), name);
  }

  private static boolean runs(Pod pod) {
    return "Running".equals(pod.getStatus().getPhase());
  }

  private static PodBuilder withAddress(PodBuilder pod, String address) {
    return pod.editMetadata().addToAnnotations("culvert.dev/address", address).endMetadata();
  }

  /** Names a network of the tenant. */
  private static PodBuilder abroad(PodBuilder pod) {
    return pod.editMetadata()
        .addToAnnotations("culvert.dev/virtual-network-namespace", tenant.namespace())
        .endMetadata();
  }

  private static void label(Tenant other, String team) {
    cluster.kubectl("label", "namespace", other.namespace(), "--overwrite", TEAM + "=" + team);
  }

  private static Stream<Pod> pods(String app) {
    return cluster
        .client()
        .pods()
        .inNamespace(tenant.namespace())
        .withLabel("app", app)
        .list()
        .getItems()
        .stream();
  }

  private static PodTemplateSpec template(String app, String subnet) {
    Pod pod =
        tenant
            .pod(app, NETWORK, subnet)
            .editMetadata()
            .addToLabels("app", app)
            .endMetadata()
            .build();
    return new PodTemplateSpecBuilder()
        .withNewMetadata()
        .withLabels(pod.getMetadata().getLabels())
        .endMetadata()
        .withSpec(pod.getSpec())
        .build();
  }

  private static StatefulSet statefulSet(String name, int replicas) {
    return new StatefulSetBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(tenant.namespace())
        .endMetadata()
        .withNewSpec()
        .withServiceName(name)
        .withReplicas(replicas)
        .withPodManagementPolicy("Parallel")
        .withNewSelector()
        .addToMatchLabels("app", name)
        .endSelector()
        .withTemplate(template(name, "sets"))
        .endSpec()
        .build();
  }

  private static Deployment deployment(String name, int replicas) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(tenant.namespace())
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .withNewSelector()
        .addToMatchLabels("app", name)
        .endSelector()
        .withTemplate(template(name, "deployments"))
        .endSpec()
        .build();
  }
}
