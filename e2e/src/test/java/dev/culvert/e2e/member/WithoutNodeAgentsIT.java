package dev.culvert.e2e.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.CulvertRelease;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Link;
import dev.culvert.e2e.scenario.Member;
import dev.culvert.e2e.scenario.Ping;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The product as it is for those who want gateways and no members. */
@ExtendWith(ClusterExtension.class)
class WithoutNodeAgentsIT {
  private static final Duration LIMIT = Duration.ofSeconds(90);

  @Test
  void gatewaysHaveTheirAddressesThemselves_andLabelledPodsAreNotTouched_untilThereAreAgents(
      TestCluster cluster) {
    cluster.culvert().upgrade(Map.of("nodeAgent.enabled", false));
    Link link = Link.create(cluster);
    try {
      link.awaitConnected();

      assertThat(cluster.kubectl("get", "daemonsets", "-A", "-o", "name"))
          .doesNotContain("culvert");
      assertThat(link.left().exec("ip", "-4", "-o", "address", "show", "dev", "lo"))
          .contains(link.left().insideAddress() + "/32");
      assertThat(link.left().exec("ip", "-o", "link")).doesNotContain("vnet0");
      assertThat(Ping.run(link.left(), link.right(), 10).lost()).isZero();

      Tenant tenant = new Tenant(cluster, link.left().namespace());
      tenant.create(tenant.pod("labelled", link.left().name(), "frontend"));
      await("it runs").atMost(LIMIT).until(() -> tenant.told("labelled").isReady());
      Pod pod = tenant.pod("labelled");
      assertThat(pod.getSpec().getReadinessGates()).isEmpty();
      assertThat(tenant.told("labelled").condition()).isEmpty();
      assertThat(tenant.told("labelled").events()).isEmpty();
      assertThat(tenant.claims().all()).isEmpty();
      Member member = Member.of(cluster, tenant.namespace(), "labelled");
      assertThat(member.shell("ip -o link; ip route")).doesNotContain("vnet0", "unreachable");
    } finally {
      awaitNoNamespaceThatIsGoing(cluster);
      cluster.culvert().upgrade(Map.of());
    }

    Member.of(cluster, link.left().namespace(), "labelled").awaitAttached();
    await("the gateways are on their networks")
        .atMost(LIMIT)
        .ignoreExceptions()
        .until(() ->
            link.left()
                .exec("ip", "-4", "-o", "address", "show", "dev", "vnet0")
                .contains(link.left().insideAddress() + "/32"));
    link.awaitConnected();
    assertThat(Ping.run(link.left(), link.right(), 10).lost()).isZero();
    link.delete();
  }

  /** The agents' namespace goes with them, which takes a while. */
  private static void awaitNoNamespaceThatIsGoing(TestCluster cluster) {
    await("the agents' namespace is gone")
        .atMost(LIMIT)
        .until(() -> {
          var nodes = cluster.client().namespaces().withName(CulvertRelease.NODES_NAMESPACE).get();
          return nodes == null || nodes.getMetadata().getDeletionTimestamp() == null;
        });
  }
}
