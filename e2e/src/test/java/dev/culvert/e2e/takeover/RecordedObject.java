package dev.culvert.e2e.takeover;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;

/**
 * An object as an API server showed it.
 *
 * @param resource what its kind is called in URLs
 * @param json all of it
 */
record RecordedObject(String resource, JsonNode json) {
  /** Where an API server keeps what it does not keep below the resource's own name. */
  private static final Map<String, String> FOLDERS = Map.of("services", "services/specs");

  String kind() {
    return json.path("kind").asText();
  }

  String namespace() {
    return json.at("/metadata/namespace").asText();
  }

  String name() {
    return json.at("/metadata/name").asText();
  }

  String uid() {
    return json.at("/metadata/uid").asText();
  }

  /** Where an API server keeps it in etcd. */
  String key() {
    String group = json.path("apiVersion").asText().contains("culvert.dev/") ? "culvert.dev/" : "";
    String namespaced = namespace().isEmpty() ? "" : namespace() + "/";
    return "/registry/"
        + group
        + FOLDERS.getOrDefault(resource, resource)
        + "/"
        + namespaced
        + name();
  }

  @Override
  public String toString() {
    return kind() + " " + namespace() + "/" + name();
  }
}
