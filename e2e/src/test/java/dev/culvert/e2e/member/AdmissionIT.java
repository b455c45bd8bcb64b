package dev.culvert.e2e.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.DnsServer;
import dev.culvert.crds.v1alpha1.LabelExpression;
import dev.culvert.crds.v1alpha1.Subnet;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Member;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is let onto a network, and what those are told who are not. */
@ExtendWith(ClusterExtension.class)
class AdmissionIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String NETWORK = "net";
  private static final String TEAM = "e2e.culvert.dev/team";

  private static TestCluster cluster;
  private static Tenant tenant;

  /** Not as careful: pods may have the node's network. */
  private static Tenant guest;

  @BeforeAll
  static void createNetworkAndThosePodsThatItRefuses(TestCluster shared) {
    cluster = shared;
    tenant = Tenant.inNewNamespace(cluster, "admission");
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
            new Subnet("wishes", "10.71.2.0/24"),
            new Subnet("GatewaySubnet", "10.71.255.224/27")),
        new DnsServer("dns2", "10.71.2.53"));
    tenant.create(
        tenant
            .unplaced("first", NETWORK, "wishes")
            .editMetadata()
            .addToAnnotations("culvert.dev/address", "10.71.2.9")
            .endMetadata());
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
    tenant.create(gated(tenant.pod("leaver", NETWORK, "frontend")));
    Member leaver = member("leaver").awaitAttached();

    cluster.kubectl(
        "label", "pod", "leaver", "-n", tenant.namespace(), "culvert.dev/virtual-network-");

    awaitTakenOff(leaver);
    assertThat(runs(tenant.pod("leaver"))).isTrue();
    await("it says so, and gets no traffic of Services")
        .atMost(LIMIT)
        .until(() -> tenant.told("leaver").message().contains("taken off its network"));
    await("not ready").atMost(LIMIT).until(() -> !tenant.told("leaver").isReady());
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

  private static Member member(String name) {
    return Member.of(cluster, tenant.namespace(), name);
  }

  private static PodBuilder gated(PodBuilder pod) {
    return pod.editSpec().addNewReadinessGate("culvert.dev/attached").endSpec();
  }

  private static boolean runs(Pod pod) {
    return "Running".equals(pod.getStatus().getPhase());
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
}
