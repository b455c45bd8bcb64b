package dev.culvert.gateway.contract;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.nio.charset.StandardCharsets;

/**
 * A pre-shared key. Its value goes into documents meant for a gateway and into charon, and shows in
 * no string.
 */
public final class SharedKey {
  private final String value;

  private SharedKey(String value) {
    this.value = value;
  }

  /** A key of the given printable ASCII characters. */
  @JsonCreator
  public static SharedKey of(String value) {
    return new SharedKey(value);
  }

  /** The characters themselves, for the documents and for nothing else. */
  @JsonValue
  public String reveal() {
    return value;
  }

  /** The bytes charon signs with. */
  public byte[] bytes() {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SharedKey key && key.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return "SharedKey[hidden]";
  }
}
