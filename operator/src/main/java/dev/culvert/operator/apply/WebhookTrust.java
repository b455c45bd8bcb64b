package dev.culvert.operator.apply;

import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhook;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MutatingWebhookConfiguration;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the API servers whose certificate the webhook shows: keeps the {@code caBundle} of its
 * configuration, which the chart makes without one, since the authority is the operator's own.
 */
public final class WebhookTrust {
  private static final Logger LOG = LoggerFactory.getLogger(WebhookTrust.class);

  private final KubernetesClient client;
  private final String configuration;
  private final Supplier<String> bundlePem;
  private boolean wasKept = true;

  /**
   * @param configuration name of the MutatingWebhookConfiguration
   * @param bundlePem the authority's certificates
   */
  public WebhookTrust(KubernetesClient client, String configuration, Supplier<String> bundlePem) {
    this.client = client;
    this.configuration = configuration;
    this.bundlePem = bundlePem;
  }

  /**
   * Looks once, and writes if there is need; whether it is as it shall be. Called by one thread.
   */
  public boolean keep() {
    boolean kept = tryToKeep();
    wasKept = kept;
    return kept;
  }

  private boolean tryToKeep() {
    String bundle =
        Base64.getEncoder().encodeToString(bundlePem.get().getBytes(StandardCharsets.US_ASCII));
    var resource =
        client.admissionRegistration().v1().mutatingWebhookConfigurations().withName(configuration);
    try {
      MutatingWebhookConfiguration present = resource.get();
      if (present == null) {
        complain("it is not there");
        return false;
      }
      if (present.getWebhooks().stream().anyMatch(webhook -> !isTrusted(webhook, bundle))) {
        resource.edit(now -> {
          now.getWebhooks().forEach(webhook -> webhook.getClientConfig().setCaBundle(bundle));
          return now;
        });
        LOG.info("the certificate authority is in MutatingWebhookConfiguration {}", configuration);
      }
      return true;
    } catch (KubernetesClientException e) {
      complain(String.valueOf(e.getMessage()));
      return false;
    }
  }

  private static boolean isTrusted(MutatingWebhook webhook, String bundle) {
    return bundle.equals(webhook.getClientConfig().getCaBundle());
  }

  /** Once, until it is well again: it is tried again and again. */
  private void complain(String why) {
    if (wasKept) {
      LOG.warn(
          "MutatingWebhookConfiguration {} cannot be kept, until then pods get no readiness gate"
              + " and no DNS servers: {}",
          configuration,
          why);
    }
  }
}
