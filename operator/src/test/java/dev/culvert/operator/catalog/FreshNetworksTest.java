package dev.culvert.operator.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.operator.plan.NetworkKey;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient
class FreshNetworksTest {
  private static final NetworkKey KEY = new NetworkKey("team", "vnet1");
  private static final String PATH =
      "/apis/culvert.dev/v1alpha1/namespaces/team/virtualnetworks/vnet1";

  private KubernetesMockServer server;
  private KubernetesClient client;

  @Test
  void network_isAskedOfTheApiServerEachTime() {
    server.expect().get().withPath(PATH).andReturn(404, null).once();
    server.expect().get().withPath(PATH).andReturn(200, network()).once();
    var networks = new FreshNetworks(client, Duration.ofSeconds(10));

    assertThat(networks.get(KEY)).isEmpty();
    assertThat(networks.get(KEY))
        .hasValueSatisfying(found -> assertThat(found.getMetadata().getName()).isEqualTo("vnet1"));
  }

  @Test
  void apiServerThatRefuses_isAsOneThatKnowsNothing() {
    server.expect().get().withPath(PATH).andReturn(403, null).once();

    assertThat(new FreshNetworks(client, Duration.ofSeconds(10)).get(KEY)).isEmpty();
  }

  @Test
  void answerThatTakesTooLong_isNotWaitedFor() {
    server.expect().get().delay(5000).withPath(PATH).andReturn(200, network()).once();

    assertThat(new FreshNetworks(client, Duration.ofMillis(100)).get(KEY)).isEmpty();
  }

  private static VirtualNetwork network() {
    var network = new VirtualNetwork();
    network.setMetadata(new ObjectMetaBuilder().withName("vnet1").withNamespace("team").build());
    return network;
  }
}
