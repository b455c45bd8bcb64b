package dev.culvert.gateway.agent.config;

import dev.culvert.gateway.contract.GatewayState.Problem;
import dev.culvert.gateway.contract.TunnelConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Bounds what one charon is asked to hold. For each pair of a local and a remote prefix it keeps a
 * policy in one list that it searches for every new one: 4,096 pairs take it about a second, 8,000
 * so long that it looks dead, with all its tunnels.
 */
final class SelectorLimit {
  static final int MOST_PAIRS = 4096;

  private SelectorLimit() {}

  /**
   * The tunnels that fit, ordered by id. Small ones come first: a tunnel that grows costs itself.
   *
   * @param problems takes a word on each of the others
   */
  static List<TunnelConfig> within(List<TunnelConfig> tunnels, List<Problem> problems) {
    var ascending = new ArrayList<>(tunnels);
    ascending.sort(Comparator.comparingInt(SelectorLimit::pairs).thenComparing(TunnelConfig::id));
    var fitting = new ArrayList<TunnelConfig>();
    int total = 0;
    for (var tunnel : ascending) {
      total += pairs(tunnel);
      if (total <= MOST_PAIRS) {
        fitting.add(tunnel);
      } else {
        problems.add(
            new Problem(
                tunnel.id(),
                "TooManyPrefixes",
                "it has %d pairs of a local and a remote prefix; with the smaller tunnels'"
                        .formatted(pairs(tunnel))
                    + " a gateway carries at most "
                    + MOST_PAIRS));
      }
    }
    fitting.sort(Comparator.comparing(TunnelConfig::id));
    return fitting;
  }

  private static int pairs(TunnelConfig tunnel) {
    return tunnel.children().stream()
        .mapToInt(child -> child.localPrefixes().size() * child.remotePrefixes().size())
        .sum();
  }
}
