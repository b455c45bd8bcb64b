package dev.culvert.vici;

import java.util.List;

/**
 * A list of values, in order; it may be empty. VICI has no lists of lists or of sections.
 *
 * @param items the values
 */
public record ViciList(List<ViciValue> items) implements ViciElement {
  public ViciList {
    items = List.copyOf(items);
  }

  /**
   * A list of texts.
   *
   * @throws IllegalArgumentException as {@link ViciValue#of(String)}
   */
  public static ViciList of(List<String> texts) {
    return new ViciList(texts.stream().map(ViciValue::of).toList());
  }

  /** The items as texts. */
  public List<String> texts() {
    return items.stream().map(ViciValue::text).toList();
  }

  @Override
  public String toString() {
    return "list of " + items.size();
  }
}
