package dev.culvert.operator.gateway;

import dev.culvert.gateway.contract.SharedKey;
import dev.culvert.operator.plan.ConnectionPlan;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/** A link's generated key as it stands in its Secret, with both connections' UIDs beside it. */
public final class LinkSecret {
  /** Marks the Secret of a link's generated key. */
  public static final String LABEL = "culvert.dev/link";

  private static final String KEY = "sharedKey";
  private static final String CONNECTIONS_ANNOTATION = "culvert.dev/connections";
  private static final int SHORTEST = 8;

  private LinkSecret() {}

  /** The Secret for the given link's key. */
  public static Secret secret(String namespace, ConnectionPlan.GeneratedKey link, SharedKey key) {
    return new SecretBuilder()
        .withNewMetadata()
        .withName(link.secret())
        .withNamespace(namespace)
        .addToLabels("app.kubernetes.io/managed-by", "culvert")
        .addToLabels(LABEL, "true")
        .addToAnnotations(CONNECTIONS_ANNOTATION, String.join(",", link.connectionUids()))
        .endMetadata()
        .withType("culvert.dev/link-key")
        .addToData(KEY, Base64.getEncoder().encodeToString(key.bytes()))
        .build();
  }

  /** The key in the given Secret, if it holds one. */
  public static Optional<SharedKey> read(Secret secret) {
    return Optional.ofNullable(secret.getData())
        .map(data -> data.get(KEY))
        .map(text -> new String(Base64.getDecoder().decode(text), StandardCharsets.US_ASCII))
        .filter(text -> text.length() >= SHORTEST)
        .map(SharedKey::of);
  }

  /** The UIDs of the link's connections; empty if the Secret does not say. */
  public static List<String> connectionUids(Secret secret) {
    String uids = secret.getMetadata().getAnnotations().get(CONNECTIONS_ANNOTATION);
    return uids == null ? List.of() : List.of(uids.split(","));
  }
}
