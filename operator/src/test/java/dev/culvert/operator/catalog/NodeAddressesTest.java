package dev.culvert.operator.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Clock;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient
class NodeAddressesTest {
  private static final Pod POD =
      new PodBuilder()
          .withNewSpec()
          .withNodeName("node-1")
          .endSpec()
          .withNewStatus()
          .withHostIP("192.168.5.1")
          .endStatus()
          .build();
  private static final String NODE = "/api/v1/nodes/node-1";

  private KubernetesMockServer server;
  private KubernetesClient client;

  @Test
  void externalAddress_goesBeforeTheInternalOne_andIsAskedForOnce() {
    server
        .expect()
        .get()
        .withPath(NODE)
        .andReturn(
            200,
            new NodeBuilder()
                .withNewStatus()
                .addNewAddress("192.168.5.1", "InternalIP")
                .addNewAddress("2001:db8::1", "ExternalIP")
                .addNewAddress("203.0.113.5", "ExternalIP")
                .endStatus()
                .build())
        .once();
    var addresses = new NodeAddresses(client, Clock.systemUTC());

    assertThat(addresses.of(POD)).contains("203.0.113.5");
    assertThat(addresses.of(POD)).contains("203.0.113.5");
  }

  @Test
  void operatorThatMayNotReadNodes_takesWhatThePodSays() {
    server.expect().get().withPath(NODE).andReturn(403, null).once();

    assertThat(new NodeAddresses(client, Clock.systemUTC()).of(POD)).contains("192.168.5.1");
  }

  @Test
  void podOnNoNode_hasNoAddress() {
    Pod pending = new PodBuilder().withNewSpec().endSpec().withNewStatus().endStatus().build();

    assertThat(new NodeAddresses(client, Clock.systemUTC()).of(pending)).isEmpty();
  }
}
