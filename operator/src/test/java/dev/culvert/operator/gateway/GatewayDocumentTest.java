package dev.culvert.operator.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.crds.v1alpha1.Gateway;
import dev.culvert.crds.v1alpha1.Routing;
import dev.culvert.crds.v1alpha1.Sku;
import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.operator.plan.Carried;
import dev.culvert.operator.plan.Names;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayDocumentTest {
  private static final String UID = "uid-of-vnet1";
  private static final Gateway STANDARD = new Gateway(Routing.DYNAMIC, Sku.STANDARD);
  private static final GatewayConfig DOCUMENT =
      GivenGateway.document(Names.gateway(UID), "rosebud-rosebud-rosebud").at("epoch", 7);

  @ParameterizedTest
  @EnumSource(mode = Mode.EXCLUDE, names = "UNKNOWN")
  void whatIsWritten_isReadBack(Sku sku) {
    for (Routing routing : List.of(Routing.DYNAMIC, Routing.STATIC)) {
      Gateway gateway = new Gateway(routing, sku);
      assertThat(GatewayDocument.carried(secret(gateway), Optional.empty()))
          .contains(new Carried(DOCUMENT, gateway));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "garbage", "null", "[]", "\"text\"", "{\"tunnels\": 7}", "{", "{}"})
  void whatIsNoDocument_isEmpty(String text) {
    assertThat(GatewayDocument.read(withData(Map.of(GatewayDocument.FILE, base64(text)))))
        .isEmpty();
  }

  @Test
  void whatIsNotBase64_isEmpty() {
    assertThat(GatewayDocument.read(withData(Map.of(GatewayDocument.FILE, "%%%")))).isEmpty();
  }

  @Test
  void secretWithoutDocument_isEmpty() {
    assertThat(GatewayDocument.read(withData(null))).isEmpty();
    assertThat(GatewayDocument.read(withData(Map.of("other", "e30=")))).isEmpty();
    assertThat(GatewayDocument.carried(withData(null), Optional.of(STANDARD))).isEmpty();
  }

  @Test
  void whatTheSecretSays_goesBeforeWhatIsWished() {
    assertThat(GatewayDocument.carried(secret(STANDARD), Optional.of(highPerformance())))
        .hasValueSatisfying(carried -> assertThat(carried.gateway()).isEqualTo(STANDARD));
  }

  @ParameterizedTest
  @ValueSource(strings = {"culvert.dev/sku", "culvert.dev/routing"})
  void missingOrStrangeAnnotation_fallsBackToWhatIsWished(String annotation) {
    Secret strange = secret(STANDARD);
    strange.getMetadata().getAnnotations().put(annotation, "Gigantic");
    Secret missing = secret(STANDARD);
    missing.getMetadata().getAnnotations().remove(annotation);
    for (Secret secret : List.of(strange, missing)) {
      assertThat(GatewayDocument.carried(secret, Optional.of(highPerformance())))
          .contains(new Carried(DOCUMENT, highPerformance()));
    }
  }

  @Test
  void secretWithoutAnnotations_andWithoutAWish_isTheSmallestGateway() {
    Secret secret = secret(STANDARD);
    secret.getMetadata().getAnnotations().clear();
    assertThat(GatewayDocument.carried(secret, Optional.empty()))
        .contains(new Carried(DOCUMENT, new Gateway(Routing.DYNAMIC, Sku.BASIC)));
  }

  private static Gateway highPerformance() {
    return new Gateway(Routing.STATIC, Sku.HIGH_PERFORMANCE);
  }

  private static Secret secret(Gateway gateway) {
    return GatewayDocument.secret(GivenGateway.objects(UID), gateway, DOCUMENT);
  }

  private static Secret withData(Map<String, String> data) {
    return new SecretBuilder(secret(STANDARD)).withData(data).build();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
