package dev.culvert.e2e.takeover;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * What has to be different in a recorded object for another cluster to go on with it; everything
 * else, UIDs above all, stays.
 */
final class Transplant {
  private final String formerNode;
  private final String node;

  private Transplant(String formerNode, String node) {
    this.formerNode = formerNode;
    this.node = node;
  }

  /**
   * A recording as a cluster is to have it.
   *
   * @param node what the cluster's node is called
   */
  static Recording of(Recording recording, String node) {
    String former = recording.of("pods").getFirst().json().at("/spec/nodeName").asText();
    Transplant transplant = new Transplant(former, node);
    return new Recording(recording.objects().stream().map(transplant::of).toList());
  }

  private RecordedObject of(RecordedObject recorded) {
    ObjectNode object = (ObjectNode) renamed(recorded.json());
    ObjectNode metadata = (ObjectNode) object.get("metadata");
    metadata.remove("resourceVersion"); // etcd's own affair
    if (recorded.kind().equals("Pod")) {
      // Their ReplicaSets adopt them when they come, which writes the same again.
      metadata.remove("ownerReferences");
      startAnew(object);
      object.at("/spec/containers").forEach(Transplant::withoutProbes);
    }
    return new RecordedObject(recorded.resource(), object);
  }

  /** Scheduled, and not run yet: its containers were another machine's. */
  private static void startAnew(ObjectNode pod) {
    JsonNode qosClass = pod.at("/status/qosClass");
    ObjectNode status = pod.putObject("status");
    status.put("phase", "Pending");
    status.set(
        "qosClass", qosClass); // the API server sets it when a pod is created, and never again
    status
        .putArray("conditions")
        .addObject()
        .put("type", "PodScheduled")
        .put("status", "True")
        .put("lastTransitionTime", pod.at("/metadata/creationTimestamp").asText());
  }

  /**
   * The tag that the former image had is here the present image's, which need not answer to what a
   * template of then asks.
   */
  private static void withoutProbes(JsonNode container) {
    ((ObjectNode) container).remove(List.of("livenessProbe", "readinessProbe"));
  }

  private JsonNode renamed(JsonNode value) {
    return switch (value) {
      case ObjectNode object -> {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        object.properties().forEach(field -> copy.set(field.getKey(), renamed(field.getValue())));
        yield copy;
      }
      case ArrayNode array -> {
        ArrayNode copy = JsonNodeFactory.instance.arrayNode();
        array.forEach(element -> copy.add(renamed(element)));
        yield copy;
      }
      default ->
          value.asText().equals(formerNode) ? JsonNodeFactory.instance.textNode(node) : value;
    };
  }
}
