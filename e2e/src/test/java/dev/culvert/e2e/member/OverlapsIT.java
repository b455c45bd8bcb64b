package dev.culvert.e2e.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.Subnet;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Member;
import dev.culvert.e2e.scenario.NameService;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Networks that have addresses which the cluster has too. */
@ExtendWith(ClusterExtension.class)
class OverlapsIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String CONDITION = "OverlapsCluster";
  private static final String SERVICES = "10.43.0.0/16";

  /** One node's pods; with a second node's they are 10.42.0.0/23. */
  private static final String PODS = "10.42.0.0/";

  private TestCluster cluster;
  private Tenant tenant;

  @BeforeEach
  void createNamespace(TestCluster shared) {
    cluster = shared;
    tenant = Tenant.inNewNamespace(cluster, "overlaps");
  }

  @AfterEach
  void deleteIt() {
    tenant.delete();
  }

  @Test
  void overlapWithServicesOrPods_isNamed_asLongAsThereIsOne() {
    tenant.createNetwork("services", "10.43.128.0/17", List.of());
    tenant.createNetwork("pods", "10.42.0.0/15", List.of());
    tenant.createNetwork("neither", "10.74.0.0/16", List.of());

    awaitSaid("services", "addressSpace 10.43.128.0/17 overlaps " + SERVICES);
    awaitSaid("pods", "addressSpace 10.42.0.0/15 overlaps " + PODS);
    awaitSaid("pods", SERVICES);
    assertThat(tenant.says("neither", CONDITION)).isEmpty();

    cluster.kubectl(
        "patch",
        "virtualnetwork",
        "pods",
        "-n",
        tenant.namespace(),
        "--type=merge",
        "--patch={\"spec\":{\"addressSpace\":[\"10.75.0.0/16\"]}}");

    await("it overlaps nothing any more")
        .atMost(LIMIT)
        .until(() -> tenant.says("pods", CONDITION).isEmpty());
  }

  @Test
  void memberOfANetworkAroundTheClustersRanges_reachesServicesDnsAndPodsAsBefore() {
    try (NameService names = NameService.on(cluster)) {
      names.give("found.test", "192.0.2.9");
      tenant.createNetwork("wide", "10.40.0.0/13", List.of(new Subnet("frontend", "10.46.0.0/24")));
      tenant.create(
          tenant
              .pod("ordinary", "wide", "frontend")
              .editMetadata()
              .removeFromLabels("culvert.dev/virtual-network")
              .endMetadata());
      tenant.create(tenant.pod("one", "wide", "frontend"));
      tenant.create(tenant.pod("two", "wide", "frontend"));
      Member one = member("one").awaitAttached();
      Member two = member("two").awaitAttached();

      awaitSaid("wide", SERVICES);
      assertThat(one.reaches(two.address())).isTrue();
      assertThat(one.shell("ip route get " + two.address())).contains("vnet0");
      assertThat(one.shell("getent ahostsv4 found.test || true")).contains("192.0.2.9");
      assertThat(one.shell("timeout 3 bash -c ': </dev/tcp/10.43.0.1/443' && echo yes || true"))
          .contains("yes");
      String ordinary =
          await("an ordinary pod has an address")
              .atMost(LIMIT)
              .until(
                  () -> Optional.ofNullable(tenant.pod("ordinary").getStatus().getPodIP()),
                  Optional::isPresent)
              .orElseThrow();
      assertThat(ordinary).startsWith("10.42.0.");
      assertThat(one.shell("ip route get " + ordinary)).contains("eth0");
      assertThat(one.reaches(ordinary)).isTrue();
    }
  }

  private void awaitSaid(String network, String part) {
    await(network + " says " + part)
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(tenant.says(network, CONDITION).orElse("")).contains(part));
  }

  private Member member(String name) {
    return Member.of(cluster, tenant.namespace(), name);
  }
}
