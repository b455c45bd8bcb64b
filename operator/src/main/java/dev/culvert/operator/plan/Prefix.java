package dev.culvert.operator.plan;

import inet.ipaddr.AddressStringException;
import inet.ipaddr.AddressStringParameters.RangeParameters;
import inet.ipaddr.IPAddress;
import inet.ipaddr.IPAddressString;
import inet.ipaddr.IPAddressStringParameters;
import inet.ipaddr.ipv4.IPv4Address;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** An IPv4 prefix in canonical form, for example {@code 10.1.0.0/16}: no host bits set. */
public final class Prefix implements Comparable<Prefix> {
  private static final IPAddressStringParameters STRICT =
      new IPAddressStringParameters.Builder()
          .allowEmpty(false)
          .allowAll(false)
          .allowMask(false)
          .allowWildcardedSeparator(false)
          .allowSingleSegment(false)
          .setRangeOptions(RangeParameters.NO_RANGE)
          .getIPv4AddressParametersBuilder()
          .allow_inet_aton(false)
          .allowLeadingZeros(false)
          .getParentBuilder()
          .toParams();

  /**
   * What the library may read: it fails on a prefix length that is no {@code int}, and takes blanks
   * and control characters around an address for nothing.
   */
  private static final Pattern READABLE = Pattern.compile("[0-9A-Fa-f:.]{1,45}(/[0-9]{1,3})?");

  private final IPv4Address block;

  private Prefix(IPv4Address block) {
    this.block = block;
  }

  /**
   * Reads {@code a.b.c.d/n}.
   *
   * @throws IllegalArgumentException with a sentence that says what was expected
   */
  public static Prefix of(String text) {
    if (!READABLE.matcher(text).matches()) {
      throw new IllegalArgumentException(notAPrefix(text));
    }
    try {
      var address = new IPAddressString(text, STRICT).toAddress();
      if (address == null || !address.isIPv4()) {
        throw new IllegalArgumentException(
            "\"" + text + "\" is not an IPv4 prefix; IPv6 is not supported");
      }
      if (!address.isPrefixed()) {
        throw new IllegalArgumentException(
            "\"" + text + "\" has no prefix length; write it as a.b.c.d/n");
      }
      if (!address.isPrefixBlock()) {
        throw new IllegalArgumentException(
            "\"" + text + "\" has host bits set; write " + address.toPrefixBlock());
      }
      var prefix = new Prefix(address.toIPv4());
      if (!prefix.toString().equals(text)) {
        // The library also reads zeros in front of numbers.
        throw new IllegalArgumentException(notAPrefix(text));
      }
      return prefix;
    } catch (AddressStringException e) {
      throw new IllegalArgumentException(notAPrefix(text), e);
    }
  }

  /** Whether the text is an IPv4 address, {@code a.b.c.d}. */
  public static boolean isAddress(String text) {
    if (!READABLE.matcher(text).matches()) {
      return false;
    }
    IPAddressString address = new IPAddressString(text, STRICT);
    return address.isIPv4()
        && !address.isPrefixed()
        && address.getAddress().toCanonicalString().equals(text);
  }

  private static String notAPrefix(String text) {
    return "\"" + text + "\" is not an IPv4 prefix; write it as a.b.c.d/n";
  }

  /** The prefixes in the given texts, in their order. */
  public static List<Prefix> all(Collection<String> texts) {
    return texts.stream().map(Prefix::of).toList();
  }

  /** Number of leading bits that are fixed, 0 to 32. */
  public int length() {
    return Optional.ofNullable(block.getNetworkPrefixLength()).orElse(32);
  }

  /** Whether every address of the other prefix is in this one. */
  public boolean contains(Prefix other) {
    return block.contains(other.block);
  }

  /** Whether the two have an address in common. */
  public boolean overlaps(Prefix other) {
    return contains(other) || other.contains(this);
  }

  /** The address the given number of addresses behind the first, for example {@code 10.1.0.4}. */
  public String address(int offset) {
    return block.getLower().increment(offset).withoutPrefixLength().toCanonicalString();
  }

  /** How many addresses it has. */
  public long size() {
    return 1L << (32 - length());
  }

  /** How many addresses the given one lies behind the first; empty if it is not in here. */
  public OptionalInt offsetOf(String address) {
    if (!isAddress(address)) {
      return OptionalInt.empty();
    }
    IPAddress found = new IPAddressString(address, STRICT).getAddress();
    return block.contains(found)
        ? OptionalInt.of((int) (found.toIPv4().longValue() - block.getLower().longValue()))
        : OptionalInt.empty();
  }

  /** The prefix of the given address alone; empty if it is no IPv4 address. */
  public static Optional<Prefix> ofAddress(String address) {
    return isAddress(address) ? Optional.of(of(address + "/32")) : Optional.empty();
  }

  /** The same addresses in as few prefixes as possible, in order. */
  public static List<Prefix> merged(Collection<Prefix> prefixes) {
    if (prefixes.isEmpty()) {
      return List.of();
    }
    IPv4Address[] blocks = prefixes.stream().map(p -> p.block).toArray(IPv4Address[]::new);
    return Arrays.stream(blocks[0].mergeToPrefixBlocks(blocks))
        .map(block -> new Prefix(block.assignPrefixForSingleBlock()))
        .sorted()
        .toList();
  }

  /** The addresses that are in one of the first and in none of the second, merged. */
  public static List<Prefix> subtract(Collection<Prefix> whole, Collection<Prefix> parts) {
    List<Prefix> left = List.copyOf(whole);
    for (Prefix part : parts) {
      left = left.stream().flatMap(prefix -> prefix.without(part)).toList();
    }
    return merged(left);
  }

  private Stream<Prefix> without(Prefix part) {
    if (!overlaps(part)) {
      return Stream.of(this);
    }
    IPv4Address[] left = block.subtract(part.block);
    return left == null
        ? Stream.empty()
        : Arrays.stream(left)
            .flatMap(piece -> Arrays.stream(piece.spanWithPrefixBlocks()))
            .map(piece -> new Prefix(piece.assignPrefixForSingleBlock()));
  }

  /** By first address, the larger prefix first. */
  @Override
  public int compareTo(Prefix other) {
    return Comparator.comparingLong((Prefix p) -> p.block.getLower().longValue())
        .thenComparingInt(Prefix::length)
        .compare(this, other);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Prefix prefix && prefix.block.equals(block);
  }

  @Override
  public int hashCode() {
    return block.hashCode();
  }

  @Override
  public String toString() {
    return block.toCanonicalString();
  }
}
