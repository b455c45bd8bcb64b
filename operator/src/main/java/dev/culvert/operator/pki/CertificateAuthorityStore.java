package dev.culvert.operator.pki;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the certificate authority in the Secret {@code culvert-ca} of the operator's namespace:
 * {@code ca.crt} (one or more certificates) and {@code ca.key}. Makes it when it is absent and
 * never overwrites it; of two replicas that make one at once, one wins and both use that one.
 */
public final class CertificateAuthorityStore {
  /** Name of the Secret. */
  public static final String SECRET = "culvert-ca";

  private static final String CERTIFICATES = "ca.crt";
  private static final String PRIVATE_KEY = "ca.key";
  private static final Logger LOG = LoggerFactory.getLogger(CertificateAuthorityStore.class);

  private final KubernetesClient client;
  private final String namespace;
  private final Clock clock;

  /** A store in the given namespace. */
  public CertificateAuthorityStore(KubernetesClient client, String namespace, Clock clock) {
    this.client = client;
    this.namespace = namespace;
    this.clock = clock;
  }

  /**
   * The authority of this installation.
   *
   * @throws IllegalStateException if the Secret cannot be used; a person must mend or delete it
   * @throws KubernetesClientException if the API server does not answer or refuses
   */
  public CertificateAuthority loadOrCreate() {
    Secret present = present();
    if (present != null) {
      return read(present);
    }
    CertificateAuthority created = CertificateAuthority.create(clock);
    try {
      client.secrets().inNamespace(namespace).resource(secret(created)).create();
      LOG.info("made the certificate authority {} in {}/{}", created, namespace, SECRET);
      return created;
    } catch (KubernetesClientException e) {
      Secret winner = e.getCode() == HttpURLConnection.HTTP_CONFLICT ? present() : null;
      if (winner == null) {
        throw e;
      }
      return read(winner);
    }
  }

  private @Nullable Secret present() {
    return client.secrets().inNamespace(namespace).withName(SECRET).get();
  }

  private CertificateAuthority read(Secret secret) {
    Map<String, String> data = secret.getData() == null ? Map.of() : secret.getData();
    try {
      return CertificateAuthority.read(
          SecretData.text(data, CERTIFICATES), SecretData.text(data, PRIVATE_KEY), clock);
    } catch (UnreadablePemException e) {
      throw new IllegalStateException(
          "Secret %s/%s holds no usable certificate authority: %s. Restore it, or delete it to have a new one made"
              .formatted(namespace, SECRET, e.getMessage()),
          e);
    }
  }

  private Secret secret(CertificateAuthority authority) {
    return new SecretBuilder()
        .withNewMetadata()
        .withNamespace(namespace)
        .withName(SECRET)
        .addToLabels("app.kubernetes.io/name", "culvert")
        .addToLabels("app.kubernetes.io/managed-by", "culvert")
        .endMetadata()
        .withType("Opaque")
        .addToData(CERTIFICATES, SecretData.base64(authority.bundlePem()))
        .addToData(PRIVATE_KEY, SecretData.base64(authority.privateKeyPem()))
        .build();
  }
}
