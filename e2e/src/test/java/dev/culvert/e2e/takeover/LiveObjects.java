package dev.culvert.e2e.takeover;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.culvert.e2e.cluster.TestCluster;
import java.util.Map;
import java.util.stream.Collectors;

/** The objects of a cluster at one moment, of the resources that are recorded. */
final class LiveObjects {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Map<String, JsonNode> byIdentity;

  private LiveObjects(Map<String, JsonNode> byIdentity) {
    this.byIdentity = byIdentity;
  }

  /** Those that are there now. */
  static LiveObjects of(TestCluster cluster, Recording recording) {
    String resources =
        recording.objects().stream()
            .map(RecordedObject::resource)
            .distinct()
            .collect(Collectors.joining(","));
    String list = cluster.kubectl("get", resources, "--all-namespaces", "--output=json");
    try {
      return new LiveObjects(
          JSON.readTree(list)
              .path("items")
              .valueStream()
              .map(json -> new RecordedObject("", json))
              .collect(Collectors.toMap(RecordedObject::toString, RecordedObject::json)));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("kubectl get wrote no JSON", e);
    }
  }

  /** What has become of a recorded object; a missing node when there is none of its name. */
  JsonNode now(RecordedObject recorded) {
    return byIdentity.getOrDefault(recorded.toString(), MissingNode.getInstance());
  }
}
