package dev.culvert.e2e.scenario;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.Map;

/**
 * A user's Secret with a shared key, in the namespace of the network.
 *
 * @param side the network
 * @param name the Secret's name
 */
public record KeySecret(Side side, String name) {
  /** The entry that connections take the key from, unless they say otherwise. */
  public static final String ENTRY = "sharedKey";

  private static final Map<String, String> LABELS = Map.of("culvert.dev/shared-key", "true");

  /** Whether a Secret is labelled as one with a shared key. */
  public static boolean isOne(Secret secret) {
    Map<String, String> labels = secret.getMetadata().getLabels();
    return labels != null && labels.entrySet().containsAll(LABELS.entrySet());
  }

  /** Creates or replaces the Secret, with the label. */
  public void set(String key) {
    set(ENTRY, key);
  }

  /** Creates or replaces the Secret, with the label and the key under an entry's name. */
  public void set(String entry, String key) {
    set(entry, key, LABELS);
  }

  /** Creates or replaces the Secret, with other labels. */
  public void set(String entry, String key, Map<String, String> labels) {
    side.cluster()
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(side.namespace())
                .withLabels(labels)
                .endMetadata()
                .addToStringData(entry, key)
                .build())
        .createOr(r -> r.update());
  }

  /** Adds the label to the Secret that is there, as messages advise. */
  public void label() {
    side.cluster()
        .kubectl(
            "label",
            "secret",
            name,
            "--namespace=" + side.namespace(),
            "culvert.dev/shared-key=true");
  }

  /** Deletes the Secret; nothing happens where there is none. */
  public void delete() {
    side.cluster().client().secrets().inNamespace(side.namespace()).withName(name).delete();
  }
}
