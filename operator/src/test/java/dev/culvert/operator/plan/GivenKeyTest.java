package dev.culvert.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.crds.v1alpha1.SecretKeyRef;
import dev.culvert.gateway.contract.SharedKey;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rule 9. */
class GivenKeyTest {
  private static final String STRONG = "kC7wq2Zt9XbN4mLr8sVd1a";

  @Property
  void printableAscii_of8To128Characters_isTakenAsItIs(
      @ForAll @StringLength(min = 8, max = 128) @CharRange(from = ' ', to = '~') String key) {
    assertThat(read(key).key()).contains(SharedKey.of(key));
  }

  @Property
  void anyOtherCharacter_isRefused_andNotShown(
      @ForAll @StringLength(min = 8, max = 128) @CharRange(from = ' ', to = '~') String key,
      @ForAll @CharRange(from = '\u0000', to = '\u001f') char other) {
    GivenKey given = read(key.substring(0, 3) + other + key.substring(4));

    assertThat(given.key()).isEmpty();
    assertThat(given.fault())
        .hasValueSatisfying(fault -> {
          assertThat(fault.reason()).isEqualTo(Reasons.SHARED_KEY_INVALID);
          assertThat(fault.message()).contains("character number 4").hasSizeLessThan(200);
        });
  }

  @ParameterizedTest
  @CsvSource({"0", "7", "129", "4000"})
  void tooShortOrTooLong_isRefused_withItsLength(int length) {
    GivenKey given = read("x".repeat(length));

    assertThat(given.key()).isEmpty();
    assertThat(given.fault())
        .map(Finding::message)
        .hasValueSatisfying(
            message -> assertThat(message).contains("has " + length + " characters"));
  }

  @Test
  void oneNewlineAtTheEnd_isDropped_andSaid() {
    GivenKey given = read(STRONG + "\n");

    assertThat(given.key()).contains(SharedKey.of(STRONG));
    assertThat(given.warnings())
        .extracting(Finding::reason)
        .containsExactly(Reasons.NEWLINE_DROPPED);
  }

  @Test
  void secondNewline_isRefused() {
    assertThat(read(STRONG + "\n\n").key()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "A1b2C3D4, true",
    "kC7wq2Zt9XbN4mLr8sVd1, true",
    "kC7wq2Zt9XbN4mLr8sVd1a, false",
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, true",
    "0f1e2d3c4b5a69788796a5b4c3d2e1f0, false"
  })
  void keyThatCanBeGuessed_isWarnedOf(String key, boolean isWeak) {
    assertThat(read(key).warnings().stream().anyMatch(w -> w.reason().equals(Reasons.WEAK_KEY)))
        .isEqualTo(isWeak);
  }

  @Test
  void secrets_showNoValues() {
    assertThat(
            new KeySecrets(
                Map.of(
                    "key",
                    Map.of("sharedKey", base64(STRONG.getBytes(StandardCharsets.US_ASCII))))))
        .asString()
        .isEqualTo("KeySecrets[key]");
    assertThat(read(STRONG)).asString().doesNotContain(STRONG);
  }

  private static GivenKey read(String key) {
    return read(key.getBytes(StandardCharsets.UTF_8));
  }

  private static GivenKey read(byte[] key) {
    return GivenKey.read(
        new SecretKeyRef("key", "sharedKey"),
        "shop",
        new KeySecrets(Map.of("key", Map.of("sharedKey", base64(key)))));
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }
}
