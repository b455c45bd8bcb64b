package dev.culvert.vici;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ViciSectionTest {
  private static final ViciSection CHILD = ViciSection.builder().put("mode", "TUNNEL").build();

  private static final ViciSection SECTION =
      ViciSection.builder()
          .put("version", "2")
          .put("initiator", "yes")
          .put("data", new byte[] {0, -1})
          .put("proposals", List.of("a", "b"))
          .put("net", CHILD)
          .put("bytes-in", "9223372036854775807")
          .put("other", ViciSection.empty())
          .build();

  @Test
  void eachKindOfElement_readsAsItself() {
    assertThat(SECTION.text("version")).contains("2");
    assertThat(SECTION.bytes("data")).contains(new byte[] {0, -1});
    assertThat(SECTION.list("proposals")).containsExactly("a", "b");
    assertThat(SECTION.section("net")).contains(CHILD);
    assertThat(SECTION.flag("initiator")).isTrue();
    assertThat(SECTION.number("version")).hasValue(2);
    assertThat(SECTION.number("bytes-in")).hasValue(Long.MAX_VALUE);
  }

  @Test
  void absentKeys_andKeysOfAnotherKind_readAsEmpty() {
    for (var key : List.of("absent", "proposals", "net")) {
      assertThat(SECTION.text(key)).isEmpty();
      assertThat(SECTION.bytes(key)).isEmpty();
      assertThat(SECTION.flag(key)).isFalse();
      assertThat(SECTION.number(key)).isEmpty();
    }
    assertThat(SECTION.list("version")).isEmpty();
    assertThat(SECTION.section("version")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no", "YES", "1", "9223372036854775808", "0x2a", "1.5"})
  void otherTexts_areNeitherTrueNorNumbers(String text) {
    var section = ViciSection.builder().put("key", text).build();
    assertThat(section.flag("key")).isFalse();
    assertThat(section.number("key").isPresent()).isEqualTo(text.equals("1"));
  }

  @Test
  void sections_comeInOrder() {
    assertThat(SECTION.sections())
        .containsExactly(Map.entry("net", CHILD), Map.entry("other", ViciSection.empty()));
  }

  @Test
  void order_isPartOfEquality() {
    var ab = ViciSection.builder().put("a", "1").put("b", "2").build();
    var ba = ViciSection.builder().put("b", "2").put("a", "1").build();
    assertThat(ab).isNotEqualTo(ba);
    assertThat(ab).isEqualTo(ViciSection.builder().put("a", "1").put("b", "2").build());
    assertThat(ab).hasSameHashCodeAs(ViciSection.builder().put("a", "1").put("b", "2").build());
  }

  @Test
  void keyTwice_isRefused() {
    var builder = ViciSection.builder().put("key", "1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> builder.put("key", List.of()))
        .withMessage("key key is there twice");
  }

  @Test
  void keysAndValues_fitUpToTheirLimitAndNotBeyond() {
    var key = "ä".repeat(127) + "x";
    var value = new byte[ViciValue.MAX_LENGTH];
    assertThat(ViciSection.builder().put(key, value).build().bytes(key)).contains(value);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> ViciSection.builder().put(key + "x", "1"))
        .withMessageContaining("256 bytes, at most 255");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ViciSection.builder().put("key", new byte[ViciValue.MAX_LENGTH + 1]))
        .withMessage("a value has 65536 bytes, at most 65535 fit");
  }

  @Test
  void textThatIsNoUnicode_isRefused_notChanged() {
    assertThatIllegalArgumentException().isThrownBy(() -> ViciValue.of("\ud800"));
    assertThatIllegalArgumentException().isThrownBy(() -> ViciSection.builder().put("\ud800", "1"));
  }

  @Test
  void sections_nestUpToTheLimitAndNotBeyond() {
    var section = ViciSection.empty();
    for (var depth = 1; depth < ViciSection.MAX_DEPTH; depth++) {
      section = ViciSection.builder().put("inner", section).build();
    }
    var deepest = section;
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ViciSection.builder().put("inner", deepest))
        .withMessageContaining("deeper than 32");
  }

  @Test
  void bytesGivenOrTaken_areCopies() {
    var bytes = new byte[] {1};
    var section = ViciSection.builder().put("key", bytes).build();
    bytes[0] = 2;
    section.bytes("key").orElseThrow()[0] = 3;
    assertThat(section.bytes("key")).contains(new byte[] {1});
  }

  @Test
  void builtSection_staysAsItIs() {
    var builder = ViciSection.builder().put("key", "1");
    var section = builder.build();
    builder.put("more", "2");
    assertThat(section.elements()).containsOnlyKeys("key");
    assertThatThrownBy(() -> section.elements().clear())
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void toString_namesKeysAndShowsNoValue() {
    var secret = "nobody-may-see-this-key";
    var section =
        ViciSection.builder()
            .put("data", secret)
            .put("raw", secret.getBytes(StandardCharsets.UTF_8))
            .put("owners", List.of(secret, secret))
            .put("inner", ViciSection.builder().put("data", secret).build())
            .build();
    assertThat(section)
        .hasToString("{data: value, raw: value, owners: list of 2, inner: {data: value}}");
    assertThat(new ViciPacket.CommandRequest("load-shared", section).toString())
        .doesNotContain(secret);
  }
}
