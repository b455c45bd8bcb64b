package dev.culvert.e2e.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A network plugin that carries packets past the node's filter. */
@ExtendWith(ClusterExtension.class)
class BypassIT {
  private static final Duration LIMIT = Duration.ofSeconds(60);

  @Test
  void nodeWithADeviceOfSuchAPlugin_isNamedInAWarning_onItsAgentsPod(TestCluster cluster) {
    NodeAgents agents = NodeAgents.of(cluster);
    agents.awaitReady();
    Pod agent = agents.on(cluster.node());
    assertThat(warnings(cluster, agent)).isEmpty();
    cluster.node().exec("ip", "link", "add", "cilium_host", "type", "bridge");
    try {
      await("the warning").atMost(LIMIT).until(() -> !warnings(cluster, agent).isEmpty());
    } finally {
      cluster.node().exec("ip", "link", "del", "dev", "cilium_host");
    }

    assertThat(warnings(cluster, agent))
        .singleElement()
        .satisfies(event -> {
          assertThat(event.getType()).isEqualTo("Warning");
          assertThat(event.getNote())
              .contains(cluster.node().name(), "cilium_host", "docs/security.md");
        });
  }

  private static List<Event> warnings(TestCluster cluster, Pod agent) {
    return cluster
        .client()
        .events()
        .v1()
        .events()
        .inNamespace(NodeAgents.NAMESPACE)
        .list()
        .getItems()
        .stream()
        .filter(event -> "NetfilterBypassed".equals(event.getReason()))
        .filter(event -> agent.getMetadata().getUid().equals(event.getRegarding().getUid()))
        .toList();
  }
}
