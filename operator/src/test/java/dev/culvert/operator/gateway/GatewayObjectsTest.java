package dev.culvert.operator.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.gateway.contract.Contract;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyIngressRule;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds among the objects of every gateway, whatever is wished of it. */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.culvert.operator.gateway.GatewayCase#all")
class GatewayObjectsTest {
  private static final String LABEL_KEY =
      "([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";
  private static final String LABEL_VALUE = "([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?";

  /** Of RFC 1035, as a Service's name must be; what may be longer elsewhere is short enough too. */
  private static final String NAME = "[a-z]([-a-z0-9]{0,61}[a-z0-9])?";

  private static final String PORT_NAME = "[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?";
  private static final int LARGEST_ANNOTATIONS = 256 * 1024;

  private final GatewayCase given;

  GatewayObjectsTest(GatewayCase given) {
    this.given = given;
  }

  @Test
  void selectors_findThePod() {
    Map<String, String> pod = given.deployment().getSpec().getTemplate().getMetadata().getLabels();
    assertThat(pod)
        .containsAllEntriesOf(given.deployment().getSpec().getSelector().getMatchLabels())
        .containsAllEntriesOf(given.objects().service().getSpec().getSelector())
        .containsAllEntriesOf(
            given.objects().networkPolicy().getSpec().getPodSelector().getMatchLabels());
  }

  @Test
  void everyObject_isFoundByTheGatewayAndByTheComponent_andLeadsToItsNetwork() {
    assertThat(given.rendered())
        .allSatisfy(object -> {
          assertThat(object.getMetadata().getLabels())
              .containsAllEntriesOf(GatewayObjects.COMPONENT)
              .containsEntry(GatewayObjects.GATEWAY_LABEL, given.wish().name());
          assertThat(object.getMetadata().getAnnotations())
              .containsKeys(
                  GatewayObjects.NETWORK_ANNOTATION, GatewayObjects.NETWORK_UID_ANNOTATION);
        });
  }

  /**
   * The agent's API knows clients by certificates; that nobody else gets there is the second wall.
   */
  @Test
  void agent_isReachedByTheOperatorsPodsAlone() {
    List<NetworkPolicyIngressRule> toTheAgent =
        given.objects().networkPolicy().getSpec().getIngress().stream()
            .filter(rule ->
                rule.getPorts().isEmpty()
                    || rule.getPorts().stream()
                        .anyMatch(port -> port.getPort().getIntVal() == Contract.API_PORT))
            .toList();
    assertThat(toTheAgent)
        .singleElement()
        .satisfies(rule ->
            assertThat(rule.getFrom())
                .singleElement()
                .satisfies(peer -> {
                  assertThat(peer.getNamespaceSelector().getMatchLabels())
                      .containsKey("kubernetes.io/metadata.name");
                  assertThat(peer.getPodSelector().getMatchLabels())
                      .containsEntry("app.kubernetes.io/component", "operator");
                }));
  }

  @Test
  void key_isInTheDocumentAndNowhereElse() {
    Secret secret = given.secret();
    assertThat(secret.getData()).containsOnlyKeys(GatewayDocument.FILE);
    assertThat(document(secret)).contains(GatewayCase.KEY);
    assertThat(given.rendered())
        .allSatisfy(object -> {
          assertThat(object.toString()).doesNotContain(GatewayCase.KEY);
          assertThat(Serialization.asJson(object)).doesNotContain(GatewayCase.KEY);
        });
  }

  @Test
  void namesAndLabels_areWithinKubernetesLimits() {
    assertThat(given.rendered())
        .allSatisfy(object -> {
          assertThat(object.getMetadata().getName()).matches(NAME);
          assertLabels(object.getMetadata().getLabels());
          assertThat(Serialization.asJson(object.getMetadata().getAnnotations()))
              .hasSizeLessThan(LARGEST_ANNOTATIONS);
          assertThat(object.getMetadata().getAnnotations().keySet())
              .allSatisfy(key -> assertThat(key).matches(LABEL_KEY));
        });
    assertLabels(given.deployment().getSpec().getTemplate().getMetadata().getLabels());
    given.objects().networkPolicy().getSpec().getIngress().stream()
        .flatMap(rule -> rule.getFrom().stream())
        .forEach(peer -> {
          assertLabels(peer.getNamespaceSelector().getMatchLabels());
          assertLabels(peer.getPodSelector().getMatchLabels());
        });
  }

  @Test
  void portNames_areWithinKubernetesLimits() {
    assertThat(
            given
                .deployment()
                .getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getPorts())
        .allSatisfy(port -> assertThat(port.getName()).matches(PORT_NAME));
  }

  private static void assertLabels(Map<String, String> labels) {
    assertThat(labels)
        .isNotEmpty()
        .allSatisfy((key, value) -> {
          assertThat(key).matches(LABEL_KEY);
          assertThat(value).matches(LABEL_VALUE);
        });
  }

  private static String document(Secret secret) {
    return new String(
        Base64.getDecoder().decode(secret.getData().get(GatewayDocument.FILE)),
        StandardCharsets.UTF_8);
  }
}
