package dev.culvert.operator.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.gateway.contract.SharedKey;
import dev.culvert.operator.plan.ConnectionPlan.GeneratedKey;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LinkSecretTest {
  private static final SharedKey KEY = SharedKey.of("rosebud-rosebud-rosebud");
  private static final Secret SECRET =
      LinkSecret.secret(
          "culvert-system", new GeneratedKey("link-9ue30qg50w", List.of("uid-a", "uid-b")), KEY);

  @Test
  void whatIsWritten_isReadBack() {
    assertThat(LinkSecret.read(SECRET)).contains(KEY);
    assertThat(LinkSecret.connectionUids(SECRET)).containsExactly("uid-a", "uid-b");
  }

  @Test
  void key_isInTheDataAndNowhereElse() {
    assertThat(SECRET.toString()).doesNotContain(KEY.reveal());
    assertThat(SECRET.getStringData()).isEmpty();
  }

  @Test
  void secretWithoutAKey_orWithTooShortAOne_holdsNone() {
    assertThat(LinkSecret.read(withData(null))).isEmpty();
    assertThat(LinkSecret.read(withData(Map.of("other", base64(KEY.reveal()))))).isEmpty();
    assertThat(LinkSecret.read(withData(Map.of("sharedKey", "")))).isEmpty();
    assertThat(LinkSecret.read(withData(Map.of("sharedKey", base64("1234567"))))).isEmpty();
    assertThat(LinkSecret.read(withData(Map.of("sharedKey", base64("12345678"))))).isPresent();
  }

  @Test
  void secretThatNamesNoConnections_belongsToNone() {
    Secret nameless = new SecretBuilder(SECRET).build();
    nameless.getMetadata().getAnnotations().clear();
    assertThat(LinkSecret.connectionUids(nameless)).isEmpty();
  }

  private static Secret withData(Map<String, String> data) {
    return new SecretBuilder(SECRET).withData(data).build();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }
}
