package dev.culvert.operator.apply;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@EnableKubernetesMockClient
class ServerSideApplyTest {
  private static final String ASKED = "?fieldManager=culvert&force=true";

  private static KubernetesMockServer server;
  private static KubernetesClient client;

  private final String name = "gw-" + UUID.randomUUID();
  private final String deployments =
      "/apis/apps/v1/namespaces/gateways/deployments/" + name + ASKED;
  private final String services = "/api/v1/namespaces/gateways/services/" + name + ASKED;
  private final ServerSideApply apply = new ServerSideApply(client);

  private final Deployment wish = deployment(3, null, null, null);

  /** As the API server answered to the first wish. */
  private final Deployment left = deployment(3, "uid-1", 1L, "100");

  private int sentBefore;

  @BeforeEach
  void wishIsApplied() {
    server.expect().patch().withPath(deployments).andReturn(200, left).once();
    assertThat(apply.apply(wish, Optional.empty())).isEqualTo(left);
    sentBefore = server.getRequestCount();
  }

  @Test
  void wish_isAppliedAsTheWholeOfOneFieldManager() throws Exception {
    RecordedRequest request = server.getLastRequest();
    assertThat(request.getMethod()).isEqualTo("PATCH");
    assertThat(request.getHeader("Content-Type")).startsWith("application/apply-patch+yaml");
    assertThat(request.getUtf8Body())
        .contains("\"replicas\":3")
        .contains("\"kind\":\"Deployment\"");
  }

  @Test
  void sameWish_onTheObjectAsItWasLeft_sendsNothing() {
    assertThat(apply.apply(wish, Optional.of(left))).isEqualTo(left);
    assertThat(sent()).isZero();
  }

  @Test
  void statusThatOthersWrite_sendsNothing() {
    Deployment withNewStatus = deployment(3, "uid-1", 1L, "200");
    assertThat(apply.apply(wish, Optional.of(withNewStatus))).isEqualTo(withNewStatus);
    assertThat(sent()).isZero();
  }

  @Test
  void otherWish_isSent() {
    assertSent(deployment(4, null, null, null), Optional.of(left));
  }

  @Test
  void wishThatOthersEdited_isSentAgain() {
    assertSent(wish, Optional.of(deployment(0, "uid-1", 2L, "200")));
  }

  @Test
  void objectThatWasMadeAnew_isAnotherObject() {
    assertSent(wish, Optional.of(deployment(3, "uid-2", 1L, "100")));
  }

  @Test
  void objectThatIsGone_isMadeAgain() {
    assertSent(wish, Optional.empty());
  }

  @Test
  void objectThatWasDeleted_isForgotten() {
    apply.forget(Set.of("gw-other", name));
    assertSent(wish, Optional.of(left));
  }

  @Test
  void objectWithoutGeneration_isSentAgain_whateverChanged() {
    Service service = service(null, null);
    Service leftService = service("uid-1", "100");
    server.expect().patch().withPath(services).andReturn(200, leftService).times(2);
    apply.apply(service, Optional.empty());
    apply.apply(service, Optional.of(leftService));
    assertThat(sent()).isEqualTo(1);
    apply.apply(service, Optional.of(service("uid-1", "200")));
    assertThat(sent()).isEqualTo(2);
  }

  @Test
  void objectsOfTwoKinds_mayHaveOneName() {
    server.expect().patch().withPath(services).andReturn(200, service("uid-1", "100")).once();
    apply.apply(service(null, null), Optional.empty());
    apply.apply(wish, Optional.of(left));
    assertThat(sent()).isEqualTo(1);
  }

  @Test
  void refusedWish_isNotRemembered() {
    Deployment other = deployment(4, null, null, null);
    server.expect().patch().withPath(deployments).andReturn(403, null).once();
    assertThatExceptionOfType(KubernetesClientException.class)
        .isThrownBy(() -> apply.apply(other, Optional.of(left)));
    assertSent(other, Optional.of(left));
  }

  private void assertSent(Deployment another, Optional<Deployment> present) {
    int before = sent();
    Deployment answer = deployment(9, "uid-9", 9L, "900");
    server.expect().patch().withPath(deployments).andReturn(200, answer).once();
    assertThat(apply.apply(another, present)).isEqualTo(answer);
    assertThat(sent()).isEqualTo(before + 1);
  }

  private int sent() {
    return server.getRequestCount() - sentBefore;
  }

  private Deployment deployment(int replicas, String uid, Long generation, String version) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withNamespace("gateways")
        .withName(name)
        .withUid(uid)
        .withGeneration(generation)
        .withResourceVersion(version)
        .endMetadata()
        .withNewSpec()
        .withReplicas(replicas)
        .endSpec()
        .build();
  }

  private Service service(String uid, String version) {
    return new ServiceBuilder()
        .withNewMetadata()
        .withNamespace("gateways")
        .withName(name)
        .withUid(uid)
        .withResourceVersion(version)
        .endMetadata()
        .build();
  }
}
