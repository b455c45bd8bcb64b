package dev.culvert.operator.admission;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.crds.v1alpha1.DnsServer;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.operator.membership.MemberPod;
import dev.culvert.operator.plan.NetworkKey;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponse;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionResponseBuilder;
import io.fabric8.kubernetes.api.model.admission.v1.AdmissionReviewBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Answers admission reviews ({@code admission.k8s.io/v1}) of pods. Everything is allowed: a pod
 * that cannot be on its network is better told so by an Event than by a refusal. A network that is
 * not there, or not open to the pod, looks like one without DNS servers (rule 11).
 */
public final class PodAdmission {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Function<NetworkKey, Optional<VirtualNetwork>> networks;
  private final Function<NetworkKey, Optional<VirtualNetwork>> fresh;
  private final BiPredicate<VirtualNetwork, String> isOpenTo;
  private final WaitContainer wait;

  /**
   * @param networks the networks as they are known
   * @param fresh asked for a network of the pod's own namespace that is not known: it may have come
   *     with the pod. Of others it is not asked, the time it takes would tell what there is.
   * @param isOpenTo whether pods of a namespace may be on a network
   */
  public PodAdmission(
      Function<NetworkKey, Optional<VirtualNetwork>> networks,
      Function<NetworkKey, Optional<VirtualNetwork>> fresh,
      BiPredicate<VirtualNetwork, String> isOpenTo,
      WaitContainer wait) {
    this.networks = networks;
    this.fresh = fresh;
    this.isOpenTo = isOpenTo;
    this.wait = wait;
  }

  /**
   * The answer to a review.
   *
   * @param review an AdmissionReview with a request, JSON
   * @return an AdmissionReview with a response, JSON
   * @throws UnreadableReviewException if the review has no request with a uid
   */
  public String answer(String review) throws UnreadableReviewException {
    JsonNode request = request(review);
    var response =
        new AdmissionResponseBuilder().withUid(request.path("uid").asText()).withAllowed(true);
    try {
      List<Addition> patch = patch(request);
      if (!patch.isEmpty()) {
        response
            .withPatchType("JSONPatch")
            .withPatch(
                Base64.getEncoder()
                    .encodeToString(
                        JSON.writeValueAsString(patch).getBytes(StandardCharsets.UTF_8)));
      }
    } catch (JsonProcessingException e) {
      response.withWarnings("culvert cannot read this pod and leaves it as it is");
    }
    return written(response.build());
  }

  private List<Addition> patch(JsonNode request) throws JsonProcessingException {
    if (!isNewPod(request)) {
      return List.of();
    }
    Pod pod = JSON.treeToValue(request.path("object"), Pod.class);
    return isWhole(pod)
        ? network(pod, request.path("namespace").asText())
            .map(name -> PodMutation.of(pod, dnsServers(name, request), wait))
            .orElse(List.of())
        : List.of();
  }

  private static boolean isNewPod(JsonNode request) {
    return request.path("operation").asText().equals("CREATE")
        && request.at("/kind/group").asText().isEmpty()
        && request.at("/kind/kind").asText().equals("Pod")
        && request.path("subResource").asText().isEmpty();
  }

  private static boolean isWhole(Pod pod) {
    return pod != null && pod.getMetadata() != null && pod.getSpec() != null;
  }

  /** The network the pod names; empty if it names none. */
  private static Optional<NetworkKey> network(Pod pod, String namespace) {
    return value(pod.getMetadata().getLabels(), MemberPod.NETWORK)
        .map(name ->
            new NetworkKey(
                value(pod.getMetadata().getAnnotations(), MemberPod.NETWORK_NAMESPACE)
                    .orElse(namespace),
                name));
  }

  private List<DnsServer> dnsServers(NetworkKey key, JsonNode request) {
    String podsNamespace = request.path("namespace").asText();
    return networks
        .apply(key)
        .or(() -> key.namespace().equals(podsNamespace) ? fresh.apply(key) : Optional.empty())
        .filter(network -> isOpenTo.test(network, podsNamespace))
        .map(network -> network.getSpec().dnsServers())
        .orElse(List.of());
  }

  private static Optional<String> value(Map<String, String> map, String key) {
    return Optional.ofNullable(map).map(m -> m.get(key)).filter(value -> !value.isBlank());
  }

  private static JsonNode request(String review) throws UnreadableReviewException {
    JsonNode request;
    try {
      request = JSON.readTree(review).path("request");
    } catch (JsonProcessingException e) {
      throw new UnreadableReviewException("the review is no JSON");
    }
    if (request.path("uid").asText().isEmpty()) {
      throw new UnreadableReviewException("the review has no request with a uid");
    }
    return request;
  }

  private static String written(AdmissionResponse response) {
    try {
      return JSON.writeValueAsString(new AdmissionReviewBuilder().withResponse(response).build());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an admission response cannot be written", e);
    }
  }
}
