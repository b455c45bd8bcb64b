package dev.culvert.vici;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A section of a message, or a whole message: an immutable map from keys to elements that keeps the
 * order of its keys (in charon's configuration the order can matter: authentication rounds,
 * proposals). Two sections are equal when they hold the same elements in the same order.
 *
 * <p>Reading a key that is absent, or that stands for another kind of element, gives the empty
 * answer: which keys charon sends depends on its version and on the state of what it describes.
 */
public final class ViciSection implements ViciElement {
  /** The most bytes a key can have in UTF-8: its length is an unsigned 8-bit number. */
  public static final int MAX_KEY_LENGTH = 0xFF;

  /** How deep sections may nest, the message itself included; charon's own messages reach 5. */
  public static final int MAX_DEPTH = 32;

  private static final ViciSection EMPTY = new ViciSection(Map.of(), 1);

  private final Map<String, ViciElement> elements;
  private final int depth;

  private ViciSection(Map<String, ViciElement> elements, int depth) {
    this.elements = elements;
    this.depth = depth;
  }

  /** The section without elements: the message of a command that needs none. */
  public static ViciSection empty() {
    return EMPTY;
  }

  /** A builder of a section. */
  public static Builder builder() {
    return new Builder();
  }

  /** All elements by key, in order. */
  public Map<String, ViciElement> elements() {
    return elements;
  }

  /** Whether there is no element. */
  public boolean isEmpty() {
    return elements.isEmpty();
  }

  /** The value of a key, as text (UTF-8). */
  public Optional<String> text(String key) {
    return value(key).map(ViciValue::text);
  }

  /** The value of a key, as a copy of its bytes. */
  public Optional<byte[]> bytes(String key) {
    return value(key).map(ViciValue::bytes);
  }

  /** The texts of the list of a key, in order; none if there is no such list. */
  public List<String> list(String key) {
    return elements.get(key) instanceof ViciList list ? list.texts() : List.of();
  }

  /** The section of a key. */
  public Optional<ViciSection> section(String key) {
    return elements.get(key) instanceof ViciSection section
        ? Optional.of(section)
        : Optional.empty();
  }

  /** Those elements that are sections, by key, in order. */
  public Map<String, ViciSection> sections() {
    var sections = new LinkedHashMap<String, ViciSection>();
    elements.forEach((key, element) -> {
      if (element instanceof ViciSection section) {
        sections.put(key, section);
      }
    });
    return Collections.unmodifiableMap(sections);
  }

  /** Whether the value of a key is {@code yes}, VICI's word for true; absent is false. */
  public boolean flag(String key) {
    return text(key).filter("yes"::equals).isPresent();
  }

  /** The value of a key as a number; empty if it is no decimal number of at most 63 bits. */
  public OptionalLong number(String key) {
    var text = text(key);
    if (text.isEmpty()) {
      return OptionalLong.empty();
    }
    try {
      return OptionalLong.of(Long.parseLong(text.get()));
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  private Optional<ViciValue> value(String key) {
    return elements.get(key) instanceof ViciValue value ? Optional.of(value) : Optional.empty();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ViciSection section
        && elements.equals(section.elements)
        && List.copyOf(elements.keySet()).equals(List.copyOf(section.elements.keySet()));
  }

  @Override
  public int hashCode() {
    return elements.hashCode();
  }

  /** The keys and what kind of element each stands for; no value, as any may be a secret. */
  @Override
  public String toString() {
    var parts = new ArrayList<String>();
    elements.forEach((key, element) -> parts.add(key + ": " + element));
    return "{" + String.join(", ", parts) + "}";
  }

  /** Collects the elements of a section, in the order of the calls. Not thread-safe. */
  public static final class Builder {
    private LinkedHashMap<String, ViciElement> elements = new LinkedHashMap<>();
    private int depth = 1;

    private Builder() {}

    /** Adds a text; see {@link #put(String, ViciElement)} and {@link ViciValue#of(String)}. */
    public Builder put(String key, String value) {
      return put(key, ViciValue.of(value));
    }

    /** Adds bytes; see {@link #put(String, ViciElement)} and {@link ViciValue#of(byte[])}. */
    public Builder put(String key, byte[] value) {
      return put(key, ViciValue.of(value));
    }

    /** Adds a list of texts; see {@link #put(String, ViciElement)} and {@link ViciList#of}. */
    public Builder put(String key, List<String> items) {
      return put(key, ViciList.of(items));
    }

    /**
     * Adds an element: a value, a list, or a section.
     *
     * @throws IllegalArgumentException if the key is there already, has more than 255 bytes in
     *     UTF-8 or unpaired surrogates, or if sections would nest deeper than {@link #MAX_DEPTH}
     */
    public Builder put(String key, ViciElement element) {
      var length = ViciValue.utf8(key).length;
      if (length > MAX_KEY_LENGTH) {
        throw new IllegalArgumentException(
            "a key has %d bytes, at most %d fit: %s".formatted(length, MAX_KEY_LENGTH, key));
      }
      if (element instanceof ViciSection section) {
        if (section.depth == MAX_DEPTH) {
          throw new IllegalArgumentException(
              "sections nest deeper than %d at key %s".formatted(MAX_DEPTH, key));
        }
        depth = Math.max(depth, section.depth + 1);
      }
      if (elements.putIfAbsent(key, element) != null) {
        throw new IllegalArgumentException("key %s is there twice".formatted(key));
      }
      return this;
    }

    /** The section of what was added so far; the builder starts again empty. */
    public ViciSection build() {
      var section =
          elements.isEmpty()
              ? EMPTY
              : new ViciSection(Collections.unmodifiableMap(elements), depth);
      elements = new LinkedHashMap<>();
      depth = 1;
      return section;
    }
  }
}
