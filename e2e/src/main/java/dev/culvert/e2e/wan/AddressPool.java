package dev.culvert.e2e.wan;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.stream.IntStream;

/** Addresses to be given out and taken back; what was taken back is given out last. */
public final class AddressPool {
  private final Queue<String> free = new ArrayDeque<>();
  private final String name;

  AddressPool(Segment segment, int first, int last) {
    name = "%s to %s".formatted(segment.address(first), segment.address(last));
    IntStream.rangeClosed(first, last).mapToObj(segment::address).forEach(free::add);
  }

  /**
   * Gives out an address.
   *
   * @throws IllegalStateException when all are given out
   */
  public synchronized String take() {
    String address = free.poll();
    if (address == null) {
      throw new IllegalStateException("all addresses from " + name + " are given out");
    }
    return address;
  }

  /** Takes an address back. */
  public synchronized void giveBack(String address) {
    free.add(address);
  }
}
