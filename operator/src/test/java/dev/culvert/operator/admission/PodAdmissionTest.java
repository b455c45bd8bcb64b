package dev.culvert.operator.admission;

import static dev.culvert.operator.admission.Patched.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.crds.v1alpha1.DnsServer;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.crds.v1alpha1.VirtualNetworkSpec;
import dev.culvert.operator.membership.MemberPod;
import dev.culvert.operator.plan.NetworkKey;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PodAdmissionTest {
  private static final Map<NetworkKey, VirtualNetwork> NETWORKS =
      Map.of(
          new NetworkKey("team", "vnet1"), network("team", "vnet1", "10.1.0.4"),
          new NetworkKey("north", "vnet1"), network("north", "vnet1", "10.9.0.4"));

  private final PodAdmission admission = admissionOf("team", "north");

  @Test
  void newPod_isAllowed_withWhatItLacks() throws Exception {
    Pod pod = pod().build();
    String answer = admission.answer(Review.of(pod).toString());
    JsonNode response = Review.response(answer);
    assertThat(response.path("uid").asText()).isEqualTo("705ab4f5-6393-11e8-b7cc-42010a800002");
    assertThat(response.path("allowed").asBoolean()).isTrue();
    assertThat(response.path("patchType").asText()).isEqualTo("JSONPatch");
    assertThat(Review.patch(answer))
        .hasToString(
            """
            [{"op":"add","path":"/spec/readinessGates","value":[{"conditionType":"culvert.dev/attached"}]},\
            {"op":"add","path":"/spec/dnsConfig","value":{"nameservers":["10.1.0.4"]}}]\
            """);
  }

  @Test
  void podThatLacksNothing_isAllowed_withoutPatch() throws Exception {
    Pod pod = pod().build();
    Pod again = Patched.patched(pod, Review.patch(admission.answer(Review.of(pod).toString())));
    String answer = admission.answer(Review.of(again).toString());
    assertThat(Review.response(answer).path("allowed").asBoolean()).isTrue();
    assertThat(Review.response(answer).has("patch")).isFalse();
    assertThat(Review.response(answer).has("patchType")).isFalse();
  }

  @Test
  void networkOfAnotherNamespace_isFoundByTheAnnotation() throws Exception {
    assertThat(nameservers(admission, of("north"))).containsExactly("10.9.0.4");
  }

  @Test
  void networkThatIsNotOpenToThePod_looksLikeOneThatIsNotThere() throws Exception {
    String closed = admissionOf("team").answer(Review.of(of("north").build()).toString());
    String absent = admission.answer(Review.of(of("south").build()).toString());
    assertThat(closed).isEqualTo(absent);
    assertThat(Review.patch(closed))
        .hasToString(
            """
            [{"op":"add","path":"/spec/readinessGates","value":[{"conditionType":"culvert.dev/attached"}]}]\
            """);
  }

  @Test
  void networkThatIsNotKnownYet_isAskedFor_inThePodsOwnNamespaceOnly() throws Exception {
    assertThat(nameservers(admission, named("new", "team"))).containsExactly("10.3.0.4");

    String elsewhere = admission.answer(Review.of(named("new", "north").build()).toString());

    assertThat(Review.patch(elsewhere).toString()).doesNotContain("dnsConfig");
  }

  @Test
  void podOfNoNetwork_isLeftAsItIs() throws Exception {
    PodBuilder pod = pod().editMetadata().withLabels(Map.of("app", "web")).endMetadata();
    assertLeftAlone(Review.of(pod.build()));
  }

  @Test
  void whatIsNoNewPod_isLeftAsItIs() throws Exception {
    ObjectNode update = Review.of(pod().build());
    update.withObject("/request").put("operation", "UPDATE");
    assertLeftAlone(update);
    ObjectNode other = Review.of(pod().build());
    other.withObject("/request/kind").put("group", "apps").put("kind", "Deployment");
    assertLeftAlone(other);
    ObjectNode part = Review.of(pod().build());
    part.withObject("/request").put("subResource", "ephemeralcontainers");
    assertLeftAlone(part);
  }

  @Test
  void podThatCannotBeRead_isAllowedAsItIs_withAWarning() throws Exception {
    ObjectNode review = Review.of(pod().build());
    review.withObject("/request/object").put("spec", "none");
    assertLeftAlone(review);
    assertThat(Review.response(admission.answer(review.toString())).path("warnings"))
        .hasToString("[\"culvert cannot read this pod and leaves it as it is\"]");
    ObjectNode without = Review.of(pod().build());
    without.withObject("/request").remove("object");
    assertLeftAlone(without);
  }

  /** Newer API servers know fields that this operator does not. */
  @Test
  void fieldsOfANewerApi_areNoHindrance() throws Exception {
    ObjectNode review = Review.of(pod().build());
    review.put("newer", 1).withObject("/request").put("newer", 1);
    review.withObject("/request/object/spec").put("newer", "field");
    assertThat(Review.patch(admission.answer(review.toString()))).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "[", "null", "[]", "{}", "{\"request\": {\"uid\": \"\"}}", "\"text\""})
  void whatIsNoReview_cannotBeAnswered(String text) {
    assertThatExceptionOfType(UnreadableReviewException.class)
        .isThrownBy(() -> admission.answer(text));
  }

  private void assertLeftAlone(ObjectNode review) throws UnreadableReviewException {
    JsonNode response = Review.response(admission.answer(review.toString()));
    assertThat(response.path("allowed").asBoolean()).isTrue();
    assertThat(response.has("patch")).isFalse();
  }

  private static PodBuilder named(String network, String namespace) {
    return of(namespace).editMetadata().addToLabels(MemberPod.NETWORK, network).endMetadata();
  }

  private static PodBuilder of(String namespace) {
    return pod()
        .editMetadata()
        .addToAnnotations("culvert.dev/virtual-network-namespace", namespace)
        .endMetadata();
  }

  private static List<String> nameservers(PodAdmission admission, PodBuilder pod)
      throws UnreadableReviewException {
    JsonNode patch = Review.patch(admission.answer(Review.of(pod.build()).toString()));
    return Patched.patched(pod.build(), patch).getSpec().getDnsConfig().getNameservers();
  }

  /** Networks of these namespaces are open to all, others to nobody. */
  private static PodAdmission admissionOf(String... open) {
    return new PodAdmission(
        key -> Optional.ofNullable(NETWORKS.get(key)),
        key -> Optional.of(network(key.namespace(), key.name(), "10.3.0.4")),
        (network, pods) ->
            pods.equals("team") && List.of(open).contains(network.getMetadata().getNamespace()),
        Patched.WAIT);
  }

  private static VirtualNetwork network(String namespace, String name, String dnsServer) {
    var network = new VirtualNetwork();
    network.setMetadata(new ObjectMetaBuilder().withNamespace(namespace).withName(name).build());
    network.setSpec(
        new VirtualNetworkSpec(
            "north",
            List.of("10.1.0.0/16"),
            List.of(),
            null,
            List.of(new DnsServer("dns1", dnsServer)),
            null));
    return network;
  }
}
