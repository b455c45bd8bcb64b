package dev.culvert.helm;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * One rendered object.
 *
 * @param text as Helm printed it, comments included
 * @param tree its content
 */
record Manifest(String text, JsonNode tree) {

  String kind() {
    return tree.path("kind").asText();
  }

  String name() {
    return tree.at("/metadata/name").asText();
  }

  /** Its namespace, empty where it has none. */
  String namespace() {
    return tree.at("/metadata/namespace").asText();
  }

  /** Kind, namespace and name, joined by hyphens. */
  String id() {
    return namespace().isEmpty()
        ? kind() + "-" + name()
        : kind() + "-" + namespace() + "-" + name();
  }

  String annotation(String name) {
    return tree.path("metadata").path("annotations").path(name).asText();
  }

  String label(String name) {
    return tree.path("metadata").path("labels").path(name).asText();
  }

  /** The pod that a Deployment or Job makes. */
  JsonNode pod() {
    return tree.at("/spec/template/spec");
  }

  /** The only container of that pod. */
  JsonNode container() {
    return pod().path("containers").path(0);
  }

  /** The value of that container's environment variable, or an empty text where it is not set. */
  String environment(String variable) {
    for (JsonNode entry : container().path("env")) {
      if (entry.path("name").asText().equals(variable)) {
        return entry.path("value").asText();
      }
    }
    return "";
  }
}
