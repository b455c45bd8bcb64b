package dev.culvert.operator.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.crds.v1alpha1.VirtualNetwork;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** docs/adr/0010. */
@EnableKubernetesMockClient
class FeedTest {
  private static final Duration LIMIT = Duration.ofSeconds(10);

  KubernetesMockServer server;
  KubernetesClient client;

  @Test
  void refusedNamespace_holdsUpNobody_andNothingOfItIsKnown() {
    server
        .expect()
        .withPath("/apis/culvert.dev/v1alpha1/namespaces/gone/virtualnetworks?resourceVersion=0")
        .andReturn(403, null)
        .always();
    Feed<VirtualNetwork> feed =
        Feed.ofNamespace(
            "gone", client.resources(VirtualNetwork.class).inNamespace("gone").runnableInformer(0));

    assertThat(feed.start()).succeedsWithin(LIMIT);

    assertThat(feed.isWatching()).isTrue();
    assertThat(feed.neverListed()).contains("gone");
    feed.informer().stop();
  }

  @Test
  void namespaceThatCannotBeReadForAnotherReason_isWaitedForInVain() {
    server
        .expect()
        .withPath("/apis/culvert.dev/v1alpha1/namespaces/here/virtualnetworks?resourceVersion=0")
        .andReturn(400, null)
        .always();
    Feed<VirtualNetwork> feed =
        Feed.ofNamespace(
            "here", client.resources(VirtualNetwork.class).inNamespace("here").runnableInformer(0));

    assertThat(feed.start()).failsWithin(LIMIT);

    assertThat(feed.isWatching()).isFalse();
  }

  @Test
  void refusalOfAllNamespaces_endsTheStart_sinceEveryNetworkWouldLookGone() {
    server
        .expect()
        .withPath("/apis/culvert.dev/v1alpha1/virtualnetworks?resourceVersion=0")
        .andReturn(403, null)
        .always();
    SharedIndexInformer<VirtualNetwork> informer =
        client.resources(VirtualNetwork.class).inAnyNamespace().runnableInformer(0);

    assertThat(Feed.of(informer).start()).failsWithin(LIMIT);
  }
}
