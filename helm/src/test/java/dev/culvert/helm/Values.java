package dev.culvert.helm;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** The names of values, dotted as {@code --set} takes them. */
final class Values {

  private Values() {}

  /**
   * Names of all values that are no group of named values; maps of a user's own names are values.
   */
  static Set<String> paths(JsonNode values) {
    Set<String> paths = new TreeSet<>();
    collect(values, Chart.values(), "", paths);
    return paths;
  }

  /** Names of all values that the schema knows; a group that has a definition is one value. */
  static Set<String> schemaPaths() {
    Set<String> paths = new TreeSet<>();
    collectSchema(Chart.schema(), "", paths);
    return paths;
  }

  private static void collect(JsonNode node, JsonNode defaults, String path, Set<String> paths) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      String name = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
      JsonNode inDefaults = defaults.path(entry.getKey());
      if (entry.getValue().isObject() && inDefaults.isObject() && !inDefaults.isEmpty()) {
        collect(entry.getValue(), inDefaults, name, paths);
      } else {
        paths.add(name);
      }
    }
  }

  private static void collectSchema(JsonNode schema, String path, Set<String> paths) {
    for (Map.Entry<String, JsonNode> entry : schema.path("properties").properties()) {
      String name = path.isEmpty() ? entry.getKey() : path + "." + entry.getKey();
      if (entry.getValue().has("properties")) {
        collectSchema(entry.getValue(), name, paths);
      } else {
        paths.add(name);
      }
    }
  }
}
