package dev.culvert.gateway.agent.dataplane;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * The routes of one type in the agent's table, changed by their differences. They are known by
 * their metric, and by protocol 221; the node's agent marks its own in this namespace by 222.
 */
final class RouteTable {
  private static final String OWN = " table 221 protocol 221";

  private final SystemCommands system;
  private final String type;
  private final String attributes;
  private final String metric;

  /** What the table holds, with the details each route was added with. */
  private final Map<Prefix, String> present = new HashMap<>();

  private boolean isKnown = true;

  /**
   * @param type the type of route in {@code ip}'s words
   * @param attributes what all its routes have in common
   * @param metric what all its routes, and no others, have in common
   */
  RouteTable(SystemCommands system, String type, String attributes, int metric) {
    this.system = system;
    this.type = type;
    this.attributes = attributes;
    this.metric = Integer.toString(metric);
  }

  /** Makes the routes exactly these; after a failure from an empty table. */
  void hold(Set<Prefix> prefixes, String details) throws IOException {
    if (!isKnown) {
      empty();
    }
    var batch = new StringBuilder();
    for (var prefix : prefixes) {
      if (!details.equals(present.get(prefix))) {
        batch.append(line("replace", prefix)).append(details).append('\n');
      }
    }
    for (var prefix : present.keySet()) {
      if (!prefixes.contains(prefix)) {
        batch.append(line("del", prefix)).append('\n');
      }
    }
    if (!batch.isEmpty()) {
      isKnown = false;
      system.run(batch.toString(), "ip", "-batch", "-");
      isKnown = true;
      present.clear();
      prefixes.forEach(prefix -> present.put(prefix, details));
    }
  }

  /** Removes all its routes, also those of an earlier agent; there may be no such table yet. */
  void empty() throws IOException {
    system.run("", "ip", "route", "flush", "table", "all", "protocol", "221", "metric", metric);
    forget();
  }

  /** After all the routes went by themselves. */
  void forget() {
    present.clear();
    isKnown = true;
  }

  private String line(String verb, Prefix prefix) {
    return "route " + verb + " " + type + " " + prefix + attributes + " metric " + metric + OWN;
  }
}
