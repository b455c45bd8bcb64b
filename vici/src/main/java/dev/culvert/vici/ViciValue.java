package dev.culvert.vici;

import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A value of a message: 0 to 65535 bytes, mostly text in UTF-8, at times a certificate or a key.
 */
public final class ViciValue implements ViciElement {
  /** The most bytes one value can have: its length is an unsigned 16-bit number. */
  public static final int MAX_LENGTH = 0xFFFF;

  private final byte[] bytes;

  private ViciValue(byte[] bytes) {
    if (bytes.length > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "a value has %d bytes, at most %d fit".formatted(bytes.length, MAX_LENGTH));
    }
    this.bytes = bytes;
  }

  /**
   * The value of a text, in UTF-8.
   *
   * @throws IllegalArgumentException if it takes more than 65535 bytes or has unpaired surrogates
   */
  public static ViciValue of(String text) {
    return new ViciValue(utf8(text));
  }

  /**
   * The value of the given bytes, which are copied.
   *
   * @throws IllegalArgumentException if there are more than 65535
   */
  public static ViciValue of(byte[] bytes) {
    return new ViciValue(bytes.clone());
  }

  /** Takes the array itself: for arrays nobody else holds. */
  static ViciValue owning(byte[] bytes) {
    return new ViciValue(bytes);
  }

  static byte[] utf8(String text) {
    try {
      var encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      var bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a text has an unpaired surrogate", e);
    }
  }

  /** A copy of the bytes. */
  public byte[] bytes() {
    return bytes.clone();
  }

  /** The bytes read as UTF-8; what is no UTF-8 becomes U+FFFD. */
  public String text() {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** The number of bytes. */
  public int length() {
    return bytes.length;
  }

  /** The bytes themselves, for writing them out. */
  byte[] raw() {
    return bytes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ViciValue value && Arrays.equals(bytes, value.bytes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(bytes);
  }

  @Override
  public String toString() {
    return "value";
  }
}
