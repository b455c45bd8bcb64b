package dev.culvert.e2e.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.AddressClaimSpec;
import dev.culvert.crds.v1alpha1.AddressClaimStatus;
import dev.culvert.crds.v1alpha1.AddressHolder;
import dev.culvert.crds.v1alpha1.LocalRef;
import dev.culvert.crds.v1alpha1.NetworkSegment;
import dev.culvert.crds.v1alpha1.Subnet;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.CulvertRelease;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.faults.OperatorPods;
import dev.culvert.e2e.scenario.Member;
import dev.culvert.e2e.scenario.Ping;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A tenant who has every right to {@code culvert.dev} in a namespace, as some platforms give it to
 * namespaces' owners.
 */
@ExtendWith(ClusterExtension.class)
class ClaimsIT {
  private static final String TENANT = "mallory";
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static TestCluster cluster;
  private static Tenant victim;
  private static Tenant tenant;
  private static KubernetesClient asTenant;
  private static Member web;
  private static Member database;
  private static Member intruder;

  @BeforeAll
  static void createTwoNetworks(TestCluster shared) {
    cluster = shared;
    victim = Tenant.inNewNamespace(cluster, "victim");
    tenant = Tenant.inNewNamespace(cluster, "tenant");
    victim.createNetwork("theirs", "10.81.0.0/16", List.of(new Subnet("frontend", "10.81.0.0/24")));
    tenant.createNetwork("own", "10.82.0.0/16", List.of(new Subnet("frontend", "10.82.0.0/24")));
    web = victim.create(victim.pod("web", "theirs", "frontend")).awaitAttached();
    database = victim.create(victim.pod("database", "theirs", "frontend")).awaitAttached();
    // It names a network that there is not: a pod that nobody has given an address.
    intruder = tenant.create(tenant.pod("intruder", "none", "frontend"));
    giveEveryRight();
    asTenant =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(cluster.client().getConfiguration())
                    .withImpersonateUsername(TENANT)
                    .build())
            .build();
  }

  private static void giveEveryRight() {
    cluster
        .client()
        .resource(
            new RoleBuilder()
                .withNewMetadata()
                .withNamespace(tenant.namespace())
                .withName("owner")
                .endMetadata()
                .addNewRule()
                .withApiGroups("culvert.dev")
                .withResources("*")
                .withVerbs("*")
                .endRule()
                .build())
        .create();
    cluster
        .client()
        .resource(
            new RoleBindingBuilder()
                .withNewMetadata()
                .withNamespace(tenant.namespace())
                .withName("owner")
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", "owner")
                .addNewSubject()
                .withKind("User")
                .withApiGroup("rbac.authorization.k8s.io")
                .withName(TENANT)
                .endSubject()
                .build())
        .create();
  }

  @AfterAll
  static void deleteThem() {
    asTenant.close();
    victim.delete();
    tenant.delete();
  }

  @Test
  void tenantWithEveryRight_writesNoClaimAndNoStatus_andIsToldWhy() {
    Member own = tenant.create(tenant.pod("own", "own", "frontend")).awaitAttached();
    AddressClaim claim = own.claim().orElseThrow();
    assertThat(claim.getMetadata().getNamespace()).isEqualTo(tenant.namespace());

    assertRefused(() -> asTenant.resource(ontoTheNetworkOfTheVictim()).create());
    assertRefused(() -> asTenant.resource(ofThePodOfTheVictim()).create());
    assertRefused(() -> asTenant.resource(claim).delete());
    assertRefused(() -> {
      AddressClaim changed = own.claim().orElseThrow();
      changed.getMetadata().setLabels(Map.of("a", "b"));
      asTenant.resource(changed).update();
    });
    assertThat(
            refusal(() -> {
              AddressClaim changed = own.claim().orElseThrow();
              changed.setStatus(new AddressClaimStatus("p", "n", List.of()));
              asTenant.resource(changed).updateStatus();
            }))
        .contains("node agents alone write the status of addressclaims", TENANT);
    assertThat(own.isAttached()).isTrue();
    own.delete();
  }

  /** Also of who may everything else; whose name is in claims.writers is let through, see below. */
  @Test
  void administrator_writesNoClaimAndNoSegmentEither() {
    NetworkSegment segment =
        cluster
            .client()
            .resources(NetworkSegment.class)
            .inNamespace(CulvertRelease.NODES_NAMESPACE)
            .list()
            .getItems()
            .getFirst();

    assertThat(refusal(() -> cluster.client().resource(ontoTheNetworkOfTheVictim()).create()))
        .contains("Culvert's operator alone writes addressclaims", "claims.writers");
    assertThat(refusal(() -> cluster.client().resource(segment).delete()))
        .contains("Culvert's operator alone writes networksegments");
  }

  /** The namespace controller deletes them. */
  @Test
  void namespaceWithClaims_canBeDeleted() {
    Tenant other = Tenant.inNewNamespace(cluster, "short-lived");
    other.createNetwork("net", "10.83.0.0/16", List.of(new Subnet("frontend", "10.83.0.0/24")));
    other.create(other.pod("web", "net", "frontend")).awaitAttached();

    other.delete();

    await("it is gone")
        .atMost(LIMIT)
        .until(() -> cluster.client().namespaces().withName(other.namespace()).get() == null);
  }

  /** As where there are no policies; and the operator, who releases such claims, is away. */
  @Test
  void whereClaimsMayBeWritten_agentsPutNobodyOnAnothersNetwork_andTakeNobodyOff() {
    OperatorPods operator = OperatorPods.of(cluster);
    cluster.culvert().upgrade(Map.of("claims.writers[0]", TENANT));
    try {
      operator.killAll();
      try {
        Ping ping = web.ping(database.address(), 20 * Ping.RATE).awaitUnderWay();
        String before = web.shell("ip -o address show dev vnet0; ip route");
        await("the tenant is among the writers")
            .atMost(LIMIT)
            .ignoreExceptionsInstanceOf(KubernetesClientException.class)
            .until(() -> asTenant.resource(ofThePodOfTheVictim()).create() != null);
        asTenant.resource(ontoTheNetworkOfTheVictim()).create();

        await("the node's agent has seen it")
            .atMost(LIMIT)
            .until(() -> reason(ontoTheNetworkOfTheVictim()).equals("ClaimNotOfNetwork"));

        assertThat(intruder.shell("ip -o link")).doesNotContain("vnet0");
        assertThat(web.shell("ip -o address show dev vnet0; ip route")).isEqualTo(before);
        assertThat(ping.await().lost()).isZero();
        // What no agent could read does not get so far.
        KubernetesClientException unreadable =
            catchThrowableOfType(
                KubernetesClientException.class,
                () -> asTenant.resource(claim("unreadable", "x", web.pod(), "uid")).create());
        assertThat(unreadable.getCode()).isEqualTo(422);
        assertThat(unreadable.getMessage()).contains("spec.address");
      } finally {
        operator.bringBack();
      }
    } finally {
      cluster.culvert().upgrade(Map.of());
    }
    await("the operator releases what it did not write")
        .atMost(LIMIT)
        .until(() -> new Claims(cluster, tenant.namespace()).all().isEmpty());
    assertThat(web.isAttached()).isTrue();
  }

  private static void assertRefused(Runnable write) {
    assertThat(refusal(write))
        .contains("Culvert's operator alone writes addressclaims", "\"" + TENANT + "\"");
  }

  private static String refusal(Runnable write) {
    KubernetesClientException refused =
        catchThrowableOfType(KubernetesClientException.class, write::run);
    assertThat(refused).isNotNull();
    assertThat(refused.getCode()).isEqualTo(403);
    return refused.getMessage();
  }

  private static String reason(AddressClaim claim) {
    return Optional.ofNullable(cluster.client().resource(claim).get().getStatus()).stream()
        .flatMap(status -> status.conditions().stream())
        .map(condition -> condition.reason())
        .findFirst()
        .orElse("");
  }

  /** The tenant's own pod, on the victim's network. */
  private static AddressClaim ontoTheNetworkOfTheVictim() {
    return claim(
        "intruder-10-81-0-99",
        "10.81.0.99",
        intruder.pod(),
        victim.network("theirs").getMetadata().getUid());
  }

  /** The victim's pod, on the tenant's network. */
  private static AddressClaim ofThePodOfTheVictim() {
    return claim(
        "displaced-10-82-0-99",
        "10.82.0.99",
        web.pod(),
        tenant.network("own").getMetadata().getUid());
  }

  private static AddressClaim claim(String name, String address, Pod holder, String networkUid) {
    var claim = new AddressClaim();
    claim.setMetadata(
        new ObjectMetaBuilder().withNamespace(tenant.namespace()).withName(name).build());
    claim.setSpec(
        new AddressClaimSpec(
            new LocalRef("own"),
            networkUid,
            "frontend",
            address,
            "02:00:0a:52:00:63",
            new AddressHolder(
                holder.getMetadata().getNamespace(),
                holder.getMetadata().getName(),
                holder.getMetadata().getUid(),
                holder.getSpec().getNodeName()),
            null));
    return claim;
  }
}
