package dev.culvert.operator.plan;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The Secrets of one namespace that hold shared keys, as far as they are labelled so (rule 12). */
public final class KeySecrets {
  /** The label without which a Secret is not read. */
  public static final String LABEL = "culvert.dev/shared-key";

  private final Map<String, Map<String, String>> secrets;

  /**
   * @param secrets the Secrets' data, values in Base64, by name
   */
  public KeySecrets(Map<String, Map<String, String>> secrets) {
    this.secrets = new TreeMap<>(secrets);
  }

  /** Without any Secret. */
  public static KeySecrets none() {
    return new KeySecrets(Map.of());
  }

  Optional<Map<String, String>> get(String name) {
    return Optional.ofNullable(secrets.get(name));
  }

  /** Names alone. */
  @Override
  public String toString() {
    return "KeySecrets" + secrets.keySet();
  }
}
