package dev.culvert.operator.pki;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/** The values of a Secret: base64 of text, as Kubernetes keeps them. */
final class SecretData {
  private SecretData() {}

  /** The text under the key, empty if there is none. */
  static String text(Map<String, String> data, String key) throws UnreadablePemException {
    try {
      return new String(
          Base64.getDecoder().decode(data.getOrDefault(key, "")), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw new UnreadablePemException(key + " is not base64");
    }
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
