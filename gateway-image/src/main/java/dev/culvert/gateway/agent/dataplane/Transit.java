package dev.culvert.gateway.agent.dataplane;

import java.util.ArrayList;
import java.util.List;

/**
 * A way from one tunnel into another: each of the two lists the other one's prefixes as its own.
 *
 * @param sources behind the tunnel packets come from, and local to the one they go to
 * @param destinations local to the tunnel packets come from, and behind the one they go to
 */
record Transit(List<Prefix> sources, List<Prefix> destinations) {

  /** All ways between different tunnels; both directions of each. */
  static List<Transit> between(List<Passage> passages) {
    var ways = new ArrayList<Transit>();
    for (var from : passages) {
      for (var to : passages) {
        if (!from.tunnel().equals(to.tunnel())) {
          var way =
              new Transit(
                  Prefix.common(from.remote(), to.local()),
                  Prefix.common(from.local(), to.remote()));
          if (!way.sources.isEmpty() && !way.destinations.isEmpty()) {
            ways.add(way);
          }
        }
      }
    }
    return ways;
  }
}
