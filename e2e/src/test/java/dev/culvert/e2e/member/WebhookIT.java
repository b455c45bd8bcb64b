package dev.culvert.e2e.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.DnsServer;
import dev.culvert.crds.v1alpha1.Subnet;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.CulvertRelease;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.faults.OperatorPods;
import dev.culvert.e2e.scenario.Member;
import dev.culvert.e2e.scenario.Tools;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What the webhook adds to which pods, and what becomes of pods that it does not see. */
@ExtendWith(ClusterExtension.class)
class WebhookIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final Duration HELD_UP_AT_MOST = Duration.ofSeconds(9);
  private static final String NETWORK = "net";
  private static final String GATE = "culvert.dev/attached";
  private static final List<Subnet> SUBNETS = List.of(new Subnet("frontend", "10.72.0.0/24"));

  private static final List<Subnet> SUBNETS_OF_NEW =
      List.of(new Subnet("frontend", "10.76.0.0/24"));

  private static TestCluster cluster;
  private static Tenant tenant;

  @BeforeAll
  static void createNetwork(TestCluster shared) {
    cluster = shared;
    tenant = Tenant.inNewNamespace(cluster, "webhook");
    tenant.createNetwork(
        NETWORK,
        "10.72.0.0/16",
        SUBNETS,
        new DnsServer("dns1", "10.72.0.53"),
        new DnsServer("dns2", "10.72.0.54"));
    awaitTrusted();
  }

  @AfterAll
  static void deleteIt() {
    tenant.delete();
  }

  @Test
  void labelledPod_getsGateAndDnsServers_andIsReadyOnItsNetwork_inANamespaceThatIsRestricted() {
    Pod asked = tenant.pod("plain", NETWORK, "frontend").build();
    tenant.create(new PodBuilder(asked));

    PodSpec spec = tenant.pod("plain").getSpec();
    assertThat(spec.getReadinessGates())
        .extracting(gate -> gate.getConditionType())
        .containsExactly(GATE);
    assertThat(spec.getDnsConfig().getNameservers()).containsExactly("10.72.0.53", "10.72.0.54");
    assertThat(spec.getInitContainers()).isEmpty();
    assertThat(spec.getSecurityContext()).isEqualTo(asked.getSpec().getSecurityContext());
    member("plain").awaitAttached();
    awaitReady("plain");
    assertThat(member("plain").shell("cat /etc/resolv.conf"))
        .containsSubsequence("nameserver 10.72.0.53", "nameserver 10.72.0.54");
  }

  /** As {@code kubectl apply} makes them of one file. */
  @Test
  void podThatComesRightAfterItsNetwork_getsItsDnsServersToo() {
    Tools.on(cluster); // beforehand
    for (int i = 0; i < 5; i++) {
      String name = "new-" + i;
      tenant.createNetwork(
          name, "10.76.0.0/16", SUBNETS_OF_NEW, new DnsServer("dns1", "10.76.0.53"));
      tenant.create(tenant.unplaced(name, name, "frontend"));

      PodSpec spec = tenant.pod(name).getSpec();
      assertThat(spec.getReadinessGates()).as(name).isNotEmpty();
      assertThat(spec.getDnsConfig()).as(name).isNotNull();
    }
  }

  @Test
  void podThatAsksToWait_startsWhenItIsOnItsNetwork_inANamespaceThatIsRestricted() {
    tenant.create(
        waiting(tenant.pod("waiting", NETWORK, "frontend"))
            .editSpec()
            .editFirstContainer()
            .withCommand("sh", "-c", "ip -4 -o address show vnet0; exec sleep infinity")
            .endContainer()
            .endSpec());

    assertThat(tenant.pod("waiting").getSpec().getInitContainers())
        .extracting(Container::getName)
        .containsExactly("culvert-wait-for-network");
    member("waiting").awaitAttached();
    awaitReady("waiting");
    assertThat(cluster.kubectl("logs", "-n", tenant.namespace(), "waiting"))
        .contains("inet " + member("waiting").address() + "/32");
  }

  @Test
  void podWithoutTheLabel_isNotTouched() {
    tenant.create(
        waiting(tenant.pod("ordinary", NETWORK, "frontend"))
            .editMetadata()
            .removeFromLabels("culvert.dev/virtual-network")
            .endMetadata());

    awaitReady("ordinary");
    PodSpec spec = tenant.pod("ordinary").getSpec();
    assertThat(spec.getReadinessGates()).isEmpty();
    assertThat(spec.getDnsConfig()).isNull();
    assertThat(spec.getInitContainers()).isEmpty();
    assertThat(tenant.told("ordinary").condition()).isEmpty();
    assertThat(member("ordinary").shell("ip -o link")).doesNotContain("vnet0");
  }

  @Test
  void podOfANetworkThatIsNotThere_runs_butIsNotReadyAndSaysWhy_untilThereIsOne() {
    tenant.create(tenant.pod("early", "later", "frontend"));
    tenant.told("early").awaitRefused("NetworkNotFound");
    await("it runs")
        .atMost(LIMIT)
        .until(() -> "Running".equals(tenant.pod("early").getStatus().getPhase()));
    assertThat(tenant.told("early").isReady()).isFalse();
    assertThat(tenant.told("early").message())
        .contains("There is no VirtualNetwork \"later\" in namespace " + tenant.namespace());

    tenant.createNetwork("later", "10.73.0.0/16", List.of(new Subnet("frontend", "10.73.0.0/24")));

    member("early").awaitAttached();
    awaitReady("early");
  }

  @Test
  void withoutOperator_labelledPodsAreCreatedAllTheSame_andComeOntoTheirNetworkLater() {
    OperatorPods operator = OperatorPods.of(cluster);
    operator.killAll();
    try {
      Instant start = Instant.now();
      tenant.create(tenant.pod("orphan", NETWORK, "frontend"));
      Duration taken = Duration.between(start, Instant.now());

      System.out.printf("creation of a labelled pod without operator: %d ms%n", taken.toMillis());
      assertThat(taken).isLessThan(HELD_UP_AT_MOST);
      assertThat(tenant.pod("orphan").getSpec().getReadinessGates()).isEmpty();
      awaitReady("orphan");
    } finally {
      operator.bringBack();
    }

    member("orphan").awaitAttached();
  }

  @Test
  void
      withoutWebhook_thereIsNoConfiguration_andPodsAreAttachedAllTheSame_andAfterAnUpgradeItIsBack() {
    cluster.culvert().upgrade(Map.of("webhook.enabled", false));
    try {
      assertThat(configuration()).isNull();
      tenant.create(tenant.pod("unseen", NETWORK, "frontend"));

      member("unseen").awaitAttached();
      assertThat(tenant.pod("unseen").getSpec().getReadinessGates()).isEmpty();
      assertThat(tenant.told("unseen").events()).isEmpty();
    } finally {
      cluster.culvert().upgrade(Map.of());
    }

    awaitTrusted();
    tenant.create(tenant.pod("seen", NETWORK, "frontend"));
    assertThat(tenant.pod("seen").getSpec().getReadinessGates()).hasSize(1);
  }

  @Test
  void upgrade_keepsWhomTheApiServerTrusts() {
    String before = authority();

    cluster.culvert().upgrade(Map.of("operator.podAnnotations.again", "yes"));
    try {
      assertThat(authority()).isEqualTo(before);
      tenant.create(tenant.pod("upgraded", NETWORK, "frontend"));
      assertThat(tenant.pod("upgraded").getSpec().getReadinessGates()).hasSize(1);
    } finally {
      cluster.culvert().upgrade(Map.of());
    }
  }

  private static void awaitTrusted() {
    await("the webhook's authority is known")
        .atMost(LIMIT)
        .until(() -> configuration() != null && !authority().isEmpty());
    assertThat(new String(Base64.getDecoder().decode(authority()), StandardCharsets.US_ASCII))
        .startsWith("-----BEGIN CERTIFICATE-----");
    await("the API server asks it")
        .atMost(LIMIT)
        .until(() -> !dryRun().getSpec().getReadinessGates().isEmpty());
  }

  private static Pod dryRun() {
    return cluster
        .client()
        .resource(tenant.unplaced("dry-run", NETWORK, "frontend").build())
        .inNamespace(tenant.namespace())
        .dryRun()
        .create();
  }

  private static String authority() {
    String bundle =
        cluster
            .client()
            .admissionRegistration()
            .v1()
            .mutatingWebhookConfigurations()
            .withName(CulvertRelease.NAME)
            .require()
            .getWebhooks()
            .getFirst()
            .getClientConfig()
            .getCaBundle();
    return bundle == null ? "" : bundle;
  }

  private static @Nullable MutatingWebhookConfiguration configuration() {
    return cluster
        .client()
        .admissionRegistration()
        .v1()
        .mutatingWebhookConfigurations()
        .withName(CulvertRelease.NAME)
        .get();
  }

  private static void awaitReady(String pod) {
    await(pod + " is ready").atMost(LIMIT).until(() -> tenant.told(pod).isReady());
  }

  private static Member member(String name) {
    return Member.of(cluster, tenant.namespace(), name);
  }

  private static PodBuilder waiting(PodBuilder pod) {
    return pod.editMetadata()
        .addToAnnotations("culvert.dev/wait-for-network", "true")
        .endMetadata();
  }
}
