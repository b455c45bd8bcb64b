package dev.culvert.gateway.agent.dataplane;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;

/**
 * An IPv4 prefix without host bits.
 *
 * @param address the first address as an unsigned 32-bit number
 * @param length 0 to 32
 */
public record Prefix(long address, int length) {
  private static final Pattern ADDRESS =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");

  /**
   * Reads {@code 10.1.0.0/16}.
   *
   * @throws IllegalArgumentException if it is no IPv4 prefix, or has host bits
   */
  public static Prefix parse(String text) {
    int slash = text.indexOf('/');
    if (slash < 0 || !text.substring(slash + 1).matches("\\d{1,2}")) {
      throw new IllegalArgumentException("not an IPv4 prefix: " + quoted(text));
    }
    int length = Integer.parseInt(text.substring(slash + 1));
    long address = parseAddress(text.substring(0, slash));
    if (length > 32 || (address & (size(length) - 1)) != 0) {
      throw new IllegalArgumentException("not an IPv4 prefix: " + quoted(text));
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
    long address = 0;
    boolean valid = match.matches();
    for (int group = 1; valid && group <= 4; group++) {
      int octet = Integer.parseInt(match.group(group));
      valid = octet <= 255;
      address = address << 8 | octet;
    }
    if (!valid) {
      throw new IllegalArgumentException("not an IPv4 address: " + quoted(text));
    }
    return address;
  }

  private static String quoted(String text) {
    return '"' + (text.length() > 40 ? text.substring(0, 40) + "…" : text) + '"';
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

  /** The addresses that are in one of the first and in one of the second. */
  static List<Prefix> common(Collection<Prefix> first, Collection<Prefix> second) {
    var common = new ArrayList<Prefix>();
    for (var one : first) {
      for (var other : second) {
        if (one.contains(other)) {
          common.add(other);
        } else if (other.contains(one)) {
          common.add(one);
        }
      }
    }
    return merged(common);
  }

  boolean contains(Prefix other) {
    return length <= other.length && (other.address & -size(length)) == address;
  }

  private static long size(int length) {
    return 1L << (32 - length);
  }

  @Override
  public String toString() {
    return "%d.%d.%d.%d/%d"
        .formatted(
            address >> 24 & 255, address >> 16 & 255, address >> 8 & 255, address & 255, length);
  }
}
