package dev.culvert.operator.apply;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfigurationBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.EnableKubernetesMockClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class WebhookTrustTest {
  private static final String PEM =
      "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n";
  private static final String BUNDLE =
      Base64.getEncoder().encodeToString(PEM.getBytes(StandardCharsets.US_ASCII));

  @Nested
  @EnableKubernetesMockClient(crud = true)
  class OnARunningServer {
    KubernetesMockServer server;
    KubernetesClient client;

    @Test
    void configurationWithoutABundle_isGivenIt_andNothingElseChanges() {
      MutatingWebhookConfiguration before = client.resource(configuration(null)).create();
      assertThat(trust(client).keep()).isTrue();
      MutatingWebhookConfiguration after = stored();
      assertThat(bundle(after)).isEqualTo(BUNDLE);
      after.getWebhooks().getFirst().getClientConfig().setCaBundle(null);
      assertThat(after.getWebhooks()).isEqualTo(before.getWebhooks());
    }

    @Test
    void bundleOfAnotherAuthority_isReplaced() {
      client.resource(configuration("b2xk")).create();
      assertThat(trust(client).keep()).isTrue();
      assertThat(bundle(stored())).isEqualTo(BUNDLE);
    }

    @Test
    void bundleThatIsRight_isNotWritten() {
      client.resource(configuration(BUNDLE)).create();
      int before = server.getRequestCount();
      assertThat(trust(client).keep()).isTrue();
      assertThat(server.getRequestCount()).isEqualTo(before + 1);
    }

    @Test
    void configurationThatComesLater_isKeptThen_andOthersNever() {
      client
          .resource(
              new MutatingWebhookConfigurationBuilder(configuration(null))
                  .editMetadata()
                  .withName("other")
                  .endMetadata()
                  .build())
          .create();
      WebhookTrust trust = trust(client);
      assertThat(trust.keep()).isFalse();
      client.resource(configuration(null)).create();
      assertThat(trust.keep()).isTrue();
      assertThat(bundle(stored())).isEqualTo(BUNDLE);
      assertThat(bundle(stored("other"))).isNull();
    }

    private MutatingWebhookConfiguration stored() {
      return stored("culvert");
    }

    private MutatingWebhookConfiguration stored(String name) {
      return client
          .admissionRegistration()
          .v1()
          .mutatingWebhookConfigurations()
          .withName(name)
          .get();
    }
  }

  @Nested
  @EnableKubernetesMockClient
  class OnAServerThatAnswers {
    private static final String PATH =
        "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations/culvert";

    KubernetesMockServer server;
    KubernetesClient client;

    @Test
    void refusal_isNoEnd() {
      server.expect().get().withPath(PATH).andReturn(403, null).once();
      server.expect().get().withPath(PATH).andReturn(200, configuration(BUNDLE)).once();
      WebhookTrust trust = trust(client);
      assertThat(trust.keep()).isFalse();
      assertThat(trust.keep()).isTrue();
    }
  }

  private static WebhookTrust trust(KubernetesClient client) {
    return new WebhookTrust(client, "culvert", () -> PEM);
  }

  private static String bundle(MutatingWebhookConfiguration configuration) {
    MutatingWebhook webhook = configuration.getWebhooks().getFirst();
    return webhook.getClientConfig().getCaBundle();
  }

  private static MutatingWebhookConfiguration configuration(String bundle) {
    return new MutatingWebhookConfigurationBuilder()
        .withNewMetadata()
        .withName("culvert")
        .addToLabels("app.kubernetes.io/managed-by", "Helm")
        .endMetadata()
        .addNewWebhook()
        .withName("pods.webhook.culvert.dev")
        .withFailurePolicy("Ignore")
        .withSideEffects("None")
        .withAdmissionReviewVersions("v1")
        .withNewClientConfig()
        .withCaBundle(bundle)
        .withNewService()
        .withName("culvert-webhook")
        .withNamespace("culvert-system")
        .withPath("/pods")
        .endService()
        .endClientConfig()
        .endWebhook()
        .build();
  }
}
