package dev.culvert.e2e.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.DnsServer;
import dev.culvert.crds.v1alpha1.Subnet;
import dev.culvert.crds.v1alpha1.SubnetUse;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.faults.OperatorPods;
import dev.culvert.e2e.scenario.Member;
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
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Who gets which address, and when addresses are free. */
@ExtendWith(ClusterExtension.class)
class AddressesIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration AT_ONCE = Duration.ofSeconds(5);
  private static final String NETWORK = "net";

  private static TestCluster cluster;
  private static Tenant tenant;

  @BeforeAll
  static void createNetwork(TestCluster shared) {
    cluster = shared;
    tenant = Tenant.inNewNamespace(cluster, "addresses");
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
  }

  @AfterAll
  static void deleteIt() {
    tenant.delete();
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

  private static Optional<SubnetUse> use(String subnet) {
    return tenant.network(NETWORK).getStatus().subnets().stream()
        .filter(use -> use.name().equals(subnet))
        .findFirst();
  }

  private static Member member(String name) {
    return Member.of(cluster, tenant.namespace(), name);
  }

  private static PodBuilder withAddress(PodBuilder pod, String address) {
    return pod.editMetadata().addToAnnotations("culvert.dev/address", address).endMetadata();
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
