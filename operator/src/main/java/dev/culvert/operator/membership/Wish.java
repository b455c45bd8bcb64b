package dev.culvert.operator.membership;

import dev.culvert.operator.plan.Finding;
import java.util.Optional;

/**
 * The address a pod asks for.
 *
 * @param address the address; empty where any will do
 * @param problem why what it asks for makes no sense
 */
record Wish(Optional<String> address, Optional<Finding> problem) {
  static final Wish ANY = new Wish(Optional.empty(), Optional.empty());

  static Wish of(String address) {
    return new Wish(Optional.of(address), Optional.empty());
  }

  static Wish refused(Finding why) {
    return new Wish(Optional.empty(), Optional.of(why));
  }
}
