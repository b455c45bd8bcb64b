package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.SecretKeyRef;
import dev.culvert.gateway.contract.SharedKey;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A shared key that a user gave (rules 9 and 12).
 *
 * @param key the key, absent if there is none that can be used
 * @param fault why there is none
 * @param warnings what is wrong with one that can be used all the same
 */
record GivenKey(Optional<SharedKey> key, Optional<Finding> fault, List<Finding> warnings) {
  /** Names the key in charon; another value under the same name takes its place. */
  static final String ID = "given";

  private static final int SHORTEST = 8;
  private static final int LONGEST = 128;

  /** 22 random letters and digits have 131 bits. */
  private static final int STRONG = 22;

  private static final int STRONG_DISTINCT = 10;

  /** Reads the key that the reference names. */
  static GivenKey read(SecretKeyRef ref, String namespace, KeySecrets secrets) {
    Optional<Map<String, String>> entries = secrets.get(ref.name());
    if (entries.isEmpty()) {
      return faulty(
          Reasons.SHARED_KEY_MISSING,
          "There is no Secret \"%s\" with the label %s=true in namespace %s: create it, or label the one that is there (kubectl label secret %s %s=true)."
              .formatted(ref.name(), KeySecrets.LABEL, namespace, ref.name(), KeySecrets.LABEL));
    }
    String value = entries.get().get(ref.key());
    if (value == null) {
      return faulty(
          Reasons.SHARED_KEY_MISSING,
          "Secret \"%s\" has no entry \"%s\"; it has %s. Correct spec.sharedKey.secretRef.key or the Secret."
              .formatted(ref.name(), ref.key(), entries.get().keySet().stream().sorted().toList()));
    }
    return of(value, "Secret \"%s\", entry \"%s\"".formatted(ref.name(), ref.key()));
  }

  private static GivenKey of(String base64, String title) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return faulty(Reasons.SHARED_KEY_INVALID, title + " is not Base64.");
    }
    var warnings = new ArrayList<Finding>();
    int length = bytes.length;
    if (length > 0 && bytes[length - 1] == '\n') {
      length--;
      warnings.add(
          new Finding(
              Reasons.NEWLINE_DROPPED,
              title
                  + " ends with a newline, which is not taken as part of the key; a device given the"
                  + " same file may take it so. Write the key without it."));
    }
    if (length < SHORTEST || length > LONGEST) {
      return faulty(
          Reasons.SHARED_KEY_INVALID,
          "%s has %d characters; a shared key has %d to %d printable ASCII characters."
              .formatted(title, length, SHORTEST, LONGEST));
    }
    for (int i = 0; i < length; i++) {
      if (bytes[i] < ' ' || bytes[i] > '~') {
        return faulty(
            Reasons.SHARED_KEY_INVALID,
            "%s: its character number %d is not printable ASCII; a shared key has %d to %d of those."
                .formatted(title, i + 1, SHORTEST, LONGEST));
      }
    }
    String key = new String(bytes, 0, length, StandardCharsets.US_ASCII);
    if (length < STRONG || key.chars().distinct().count() < STRONG_DISTINCT) {
      warnings.add(
          new Finding(
              Reasons.WEAK_KEY,
              title
                  + " is easier to guess than the tunnel is to break: use "
                  + STRONG
                  + " or more random letters and digits."));
    }
    return new GivenKey(Optional.of(SharedKey.of(key)), Optional.empty(), warnings);
  }

  private static GivenKey faulty(String reason, String message) {
    return new GivenKey(Optional.empty(), Optional.of(new Finding(reason, message)), List.of());
  }
}
