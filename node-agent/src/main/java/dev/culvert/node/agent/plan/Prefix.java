package dev.culvert.node.agent.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An IPv4 prefix without host bits.
 *
 * @param address the first address as an unsigned 32-bit number
 * @param length 0 to 32
 */
public record Prefix(long address, int length) {
  private static final Pattern ADDRESS =
      Pattern.compile(
          "(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})\\.(0|[1-9]\\d{0,2})");
  private static final Pattern LENGTH = Pattern.compile("\\d{1,2}");

  /**
   * Reads {@code 10.1.0.0/16}.
   *
   * @throws IllegalArgumentException if it is no IPv4 prefix, or has host bits
   */
  public static Prefix parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !LENGTH.matcher(text.substring(slash + 1)).matches()) {
      throw notA("prefix", text);
    }
    int length = Integer.parseInt(text.substring(slash + 1));
    long address = parseAddress(text.substring(0, slash));
    if (length > 32 || (address & ((1L << (32 - length)) - 1)) != 0) {
      throw notA("prefix", text);
    }
    return new Prefix(address, length);
  }

  /**
   * Reads {@code 10.1.0.4}.
   *
   * @throws IllegalArgumentException if it is no IPv4 address
   */
  public static long parseAddress(String text) {
    var match = ADDRESS.matcher(text);
    if (!match.matches()) {
      throw notA("address", text);
    }
    long address = 0;
    for (int group = 1; group <= 4; group++) {
      int octet = Integer.parseInt(match.group(group));
      if (octet > 255) {
        throw notA("address", text);
      }
      address = address << 8 | octet;
    }
    return address;
  }

  private static IllegalArgumentException notA(String what, String text) {
    var shown = text.length() > 40 ? text.substring(0, 40) + "…" : text;
    return new IllegalArgumentException("not an IPv4 " + what + ": \"" + shown + '"');
  }

  /** Whether all the other's addresses are in this. */
  public boolean contains(Prefix other) {
    return length <= other.length && overlaps(other);
  }

  /** Whether an address is in both. */
  public boolean overlaps(Prefix other) {
    int shared = 32 - Math.min(length, other.length);
    return address >> shared == other.address >> shared;
  }

  /** The addresses of this that are in none of the others, in as few prefixes as possible. */
  public List<Prefix> without(Collection<Prefix> others) {
    if (others.stream().anyMatch(other -> other.contains(this))) {
      return List.of();
    }
    var inside = others.stream().filter(this::overlaps).toList();
    if (inside.isEmpty()) {
      return List.of(this);
    }
    int halves = length + 1;
    return Stream.of(new Prefix(address, halves), new Prefix(address | 1L << (32 - halves), halves))
        .flatMap(half -> half.without(inside).stream())
        .toList();
  }

  /** The same addresses with no prefix inside another, in ascending order. */
  public static List<Prefix> merged(Collection<Prefix> prefixes) {
    var kept = new ArrayList<Prefix>();
    prefixes.stream()
        .sorted(Comparator.comparing(Prefix::address).thenComparing(Prefix::length))
        .filter(prefix -> kept.isEmpty() || !kept.getLast().contains(prefix))
        .forEach(kept::add);
    return List.copyOf(kept);
  }

  @Override
  public String toString() {
    return "%d.%d.%d.%d/%d"
        .formatted(
            address >> 24 & 255, address >> 16 & 255, address >> 8 & 255, address & 255, length);
  }
}
