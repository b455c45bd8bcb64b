package dev.culvert.operator.membership;

import dev.culvert.operator.plan.AddressSpaceCheck;
import dev.culvert.operator.plan.Prefix;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** The addresses of one subnet: which are reserved, which in use, which is given next. */
final class SubnetAddresses {
  private final Prefix prefix;
  private final int last;
  private final Set<Integer> reserved = new HashSet<>();
  private final Set<Integer> used = new HashSet<>();
  private final TreeSet<Integer> avoided = new TreeSet<>();
  private int next = AddressSpaceCheck.FIRST_FREE_ADDRESS;

  SubnetAddresses(Prefix prefix) {
    this.prefix = prefix;
    this.last = (int) (prefix.size() - 2);
  }

  /** Keeps the address for somebody, if it is in here. */
  void reserve(String address) {
    prefix.offsetOf(address).ifPresent(reserved::add);
  }

  /** Counts the address as in use, if it is in here. */
  void use(String address) {
    prefix.offsetOf(address).ifPresent(used::add);
  }

  /** Gives the address only when there is no other, if it is in here. */
  void avoid(String address) {
    prefix.offsetOf(address).ifPresent(avoided::add);
  }

  boolean contains(String address) {
    return prefix.offsetOf(address).isPresent();
  }

  /** Whether the address is one of the first four or the last (rule 8). */
  boolean isAtTheEdge(String address) {
    int offset = prefix.offsetOf(address).orElse(0);
    return offset < AddressSpaceCheck.FIRST_FREE_ADDRESS || offset > last;
  }

  /** How many addresses pods can have: all but the first four and the last. */
  int capacity() {
    return last - AddressSpaceCheck.FIRST_FREE_ADDRESS + 1;
  }

  /** How many of those are in use. */
  int inUse() {
    return (int) used.stream().filter(this::isGiven).count();
  }

  /** Whether no ordinary pod can have another. */
  boolean isFull() {
    return capacity()
        <= used.stream().filter(this::isGiven).count()
            + reserved.stream().filter(this::isGiven).filter(o -> !used.contains(o)).count();
  }

  /** Takes the lowest free address, of those to avoid only when there is no other. */
  Optional<String> takeLowest() {
    while (next <= last && (isTaken(next) || avoided.contains(next))) {
      next++;
    }
    Optional<Integer> offset =
        next <= last
            ? Optional.of(next)
            : avoided.stream().filter(this::isGiven).filter(o -> !isTaken(o)).findFirst();
    offset.ifPresent(used::add);
    return offset.map(prefix::address);
  }

  private boolean isTaken(int offset) {
    return used.contains(offset) || reserved.contains(offset);
  }

  private boolean isGiven(int offset) {
    return offset >= AddressSpaceCheck.FIRST_FREE_ADDRESS && offset <= last;
  }
}
