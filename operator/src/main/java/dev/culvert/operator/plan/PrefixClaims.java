package dev.culvert.operator.plan;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Who holds which prefixes of one gateway: the network's own, and each connection's remote ones. No
 * two holders' prefixes overlap (rule 2).
 */
final class PrefixClaims {
  private final List<Held> held = new ArrayList<>();

  private record Held(String holder, Prefix prefix) {}

  /** Gives the prefixes to the holder, unasked. */
  void hold(String holder, Collection<Prefix> prefixes) {
    prefixes.forEach(prefix -> held.add(new Held(holder, prefix)));
  }

  /**
   * Why the holder cannot have all of the prefixes: the first that overlaps another holder's, named
   * with it. Empty when it can.
   */
  Optional<String> conflict(String holder, Collection<Prefix> prefixes) {
    for (Prefix prefix : prefixes) {
      for (Held other : held) {
        if (!other.holder().equals(holder) && other.prefix().overlaps(prefix)) {
          return Optional.of(prefix + " overlaps " + other.prefix() + " of " + other.holder());
        }
      }
    }
    return Optional.empty();
  }
}
