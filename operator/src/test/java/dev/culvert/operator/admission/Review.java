package dev.culvert.operator.admission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Pod;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Reviews as an API server writes them, and what it makes of the answers. */
public final class Review {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Review() {}

  /** The review of a new pod with the label, in the namespace {@code team}. */
  public static String ofMember() {
    return of(Patched.pod().build()).toString();
  }

  /** The review of a new pod in the namespace {@code team}. */
  static ObjectNode of(Pod pod) {
    ObjectNode review =
        JSON.createObjectNode()
            .put("apiVersion", "admission.k8s.io/v1")
            .put("kind", "AdmissionReview");
    ObjectNode request = review.putObject("request");
    request.put("uid", "705ab4f5-6393-11e8-b7cc-42010a800002");
    request.putObject("kind").put("group", "").put("version", "v1").put("kind", "Pod");
    request.putObject("resource").put("group", "").put("version", "v1").put("resource", "pods");
    request.put("namespace", "team").put("operation", "CREATE").put("dryRun", false);
    request.set("object", JSON.valueToTree(pod));
    return review;
  }

  /** The answer's response. */
  public static JsonNode response(String answer) {
    JsonNode review = read(answer);
    if (!review.path("apiVersion").asText().equals("admission.k8s.io/v1")
        || !review.path("kind").asText().equals("AdmissionReview")) {
      throw new IllegalArgumentException("no AdmissionReview: " + answer);
    }
    return review.path("response");
  }

  /** The patch of the answer; missing where there is none. */
  static JsonNode patch(String answer) {
    JsonNode patch = response(answer).path("patch");
    return patch.isMissingNode()
        ? patch
        : read(new String(Base64.getDecoder().decode(patch.asText()), StandardCharsets.UTF_8));
  }

  private static JsonNode read(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("no JSON: " + json, e);
    }
  }
}
