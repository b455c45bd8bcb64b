package dev.culvert.operator.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class CertificateAuthorityStoreTest {
  private static final String PATH = "/api/v1/namespaces/culvert-system/secrets";

  @Nested
  @EnableKubernetesMockClient(crud = true)
  class OnARunningServer {
    KubernetesClient client;

    @Test
    void firstStart_makesTheAuthority_andTheNextOneReadsIt() {
      CertificateAuthority first = store(client).loadOrCreate();
      Secret stored = stored(client);
      CertificateAuthority second = store(client).loadOrCreate();
      assertThat(second.bundlePem()).isEqualTo(first.bundlePem());
      assertThat(second.privateKeyPem()).isEqualTo(first.privateKeyPem());
      assertThat(stored(client)).isEqualTo(stored);
      assertThat(stored.getData()).containsOnlyKeys("ca.crt", "ca.key");
    }

    @Test
    void replicasStartingAtOnce_useOneAuthority() throws Exception {
      Callable<String> start = () -> store(client).loadOrCreate().privateKeyPem();
      try (ExecutorService replicas = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<String>> keys =
            replicas.invokeAll(IntStream.range(0, 8).mapToObj(i -> start).toList());
        Set<String> distinct =
            keys.stream().map(Future::resultNow).collect(Collectors.toUnmodifiableSet());
        assertThat(distinct).hasSize(1);
      }
    }

    @Test
    void unusableSecret_isNeverOverwritten_andNamesItself() {
      Secret broken =
          new SecretBuilder()
              .withNewMetadata()
              .withName("culvert-ca")
              .withNamespace("culvert-system")
              .endMetadata()
              .addToData("ca.crt", "aGVsbG8=")
              .build();
      client.resource(broken).create();
      assertThatThrownBy(() -> store(client).loadOrCreate())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("Secret culvert-system/culvert-ca holds no usable");
      assertThat(stored(client).getData()).containsOnlyKeys("ca.crt");
    }
  }

  @Nested
  @EnableKubernetesMockClient
  class OnAServerThatAnswers {
    KubernetesMockServer server;
    KubernetesClient client;

    @Test
    void conflict_meansAnotherReplicaWon_andItsAuthorityIsUsed() {
      CertificateAuthority winner = CertificateAuthority.create(Clock.systemUTC());
      Secret secret =
          new SecretBuilder()
              .withNewMetadata()
              .withName("culvert-ca")
              .endMetadata()
              .addToData("ca.crt", SecretData.base64(winner.bundlePem()))
              .addToData("ca.key", SecretData.base64(winner.privateKeyPem()))
              .build();
      server.expect().get().withPath(PATH + "/culvert-ca").andReturn(404, null).once();
      server.expect().post().withPath(PATH).andReturn(409, null).once();
      server.expect().get().withPath(PATH + "/culvert-ca").andReturn(200, secret).once();
      assertThat(store(client).loadOrCreate().privateKeyPem()).isEqualTo(winner.privateKeyPem());
    }

    @Test
    void refusal_isPassedOn() {
      server.expect().get().withPath(PATH + "/culvert-ca").andReturn(404, null).once();
      server.expect().post().withPath(PATH).andReturn(403, null).once();
      assertThatThrownBy(() -> store(client).loadOrCreate())
          .isInstanceOf(KubernetesClientException.class);
    }
  }

  private static CertificateAuthorityStore store(KubernetesClient client) {
    return new CertificateAuthorityStore(client, "culvert-system", Clock.systemUTC());
  }

  private static Secret stored(KubernetesClient client) {
    return client.secrets().inNamespace("culvert-system").withName("culvert-ca").get();
  }
}
