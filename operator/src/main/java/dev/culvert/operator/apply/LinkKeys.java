package dev.culvert.operator.apply;

import dev.culvert.gateway.contract.SharedKey;
import dev.culvert.operator.catalog.Catalog;
import dev.culvert.operator.catalog.ObjectCache;
import dev.culvert.operator.plan.ConnectionPlan;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.HttpURLConnection;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * The generated keys of links: 256 bits each, in Secrets of the operator's namespace, made when
 * both sides have consented and gone with either side.
 */
public final class LinkKeys {
  private static final String KEY = "sharedKey";
  private static final String CONNECTIONS_ANNOTATION = "culvert.dev/connections";
  private static final int KEY_BYTES = 32;
  private static final int SHORTEST = 8;

  private final KubernetesClient client;
  private final String namespace;
  private final ObjectCache<Secret> secrets;
  private final SecureRandom random = new SecureRandom();

  /** Keeps keys in the given namespace. */
  public LinkKeys(KubernetesClient client, String namespace, Catalog catalog) {
    this.client = client;
    this.namespace = namespace;
    this.secrets = catalog.linkSecrets();
  }

  /** The key in the given Secret, if it holds one. */
  public static Optional<SharedKey> read(Secret secret) {
    return Optional.ofNullable(secret.getData())
        .map(data -> data.get(KEY))
        .map(text -> new String(Base64.getDecoder().decode(text), StandardCharsets.US_ASCII))
        .filter(text -> text.length() >= SHORTEST)
        .map(SharedKey::of);
  }

  /** Makes the link's key where there is none; whether it made, or found, something new. */
  public boolean ensure(ConnectionPlan.Link link) {
    if (secrets.get(namespace, link.keySecret()).flatMap(LinkKeys::read).isPresent()) {
      return false;
    }
    byte[] bytes = new byte[KEY_BYTES];
    random.nextBytes(bytes);
    Secret wanted =
        new SecretBuilder()
            .withNewMetadata()
            .withName(link.keySecret())
            .withNamespace(namespace)
            .addToLabels("app.kubernetes.io/managed-by", "culvert")
            .addToLabels(Catalog.LINK_LABEL, "true")
            .addToAnnotations(CONNECTIONS_ANNOTATION, String.join(",", link.connectionUids()))
            .endMetadata()
            .withType("culvert.dev/link-key")
            .addToStringData(KEY, HexFormat.of().formatHex(bytes))
            .build();
    try {
      secrets.put(client.secrets().inNamespace(namespace).resource(wanted).create());
    } catch (KubernetesClientException e) {
      if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
        throw e;
      }
      secrets.put(client.secrets().inNamespace(namespace).withName(link.keySecret()).require());
    }
    return true;
  }

  /** Deletes the keys of links one of whose connections is not among the given UIDs. */
  public void deleteAllBut(List<String> connectionUids) {
    secrets
        .all()
        .filter(secret -> {
          String uids = secret.getMetadata().getAnnotations().get(CONNECTIONS_ANNOTATION);
          return uids != null && !connectionUids.containsAll(List.of(uids.split(",")));
        })
        .toList()
        .forEach(secret -> client.resource(secret).delete());
  }
}
