package dev.culvert.helm;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class CustomResourceDefinitionsTest {
  private static final String KIND = "CustomResourceDefinition";

  @Test
  void everyCommittedDefinition_isInstalledAsItIs() {
    List<Manifest> rendered = Chart.render("").ofKind(KIND);

    assertThat(rendered)
        .extracting(Manifest::name)
        .contains(
            "virtualnetworks.culvert.dev",
            "localnetworksites.culvert.dev",
            "gatewayconnections.culvert.dev",
            "addressclaims.culvert.dev",
            "networksegments.culvert.dev");
    assertThat(rendered)
        .extracting(manifest -> withoutChartMetadata(manifest.tree()))
        .containsExactlyInAnyOrderElementsOf(Chart.customResourceDefinitions());
  }

  @Test
  void everyDefinition_outlivesTheRelease() {
    assertThat(Chart.render("").ofKind(KIND))
        .isNotEmpty()
        .extracting(manifest -> manifest.annotation("helm.sh/resource-policy"))
        .containsOnly("keep");
  }

  @Test
  void withoutInstall_noneIsRendered() {
    assertThat(Chart.render("crds: {install: false}").ofKind(KIND)).isEmpty();
  }

  private static JsonNode withoutChartMetadata(JsonNode definition) {
    ObjectNode copy = definition.deepCopy();
    copy.withObject("/metadata").remove(List.of("labels", "annotations"));
    return copy;
  }
}
