package dev.culvert.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Prefixes against a model of two numbers: the first address and the length. */
class PrefixTest {
  private static final Pattern SHAPE =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})/(\\d{1,2})");

  /** A prefix as numbers. */
  record Model(long first, int length) {
    long last() {
      return first + (1L << (32 - length)) - 1;
    }

    String text() {
      return dotted(first) + "/" + length;
    }

    Prefix prefix() {
      return Prefix.of(text());
    }
  }

  @Property
  void prefix_isWrittenAsItWasRead(@ForAll("models") Model model) {
    assertThat(model.prefix()).hasToString(model.text());
    assertThat(model.prefix().length()).isEqualTo(model.length());
  }

  @Property
  void prefixes_containEachOther_asTheirAddressesDo(
      @ForAll("models") Model one, @ForAll("models") Model other) {
    assertThat(one.prefix().contains(other.prefix()))
        .isEqualTo(one.first() <= other.first() && other.last() <= one.last());
    assertThat(one.prefix().overlaps(other.prefix()))
        .isEqualTo(one.first() <= other.last() && other.first() <= one.last());
  }

  @Property
  void prefixes_areEqualAndOrdered_asTheirFirstAddressesAndLengths(
      @ForAll("models") Model one, @ForAll("models") Model other) {
    assertThat(one.prefix().equals(other.prefix())).isEqualTo(one.equals(other));
    assertThat(one.prefix().compareTo(other.prefix()) == 0).isEqualTo(one.equals(other));
    assertThat(one.prefix()).hasSameHashCodeAs(Prefix.of(one.text()));
  }

  @Property
  void address_isSoManyBehindTheFirst(
      @ForAll("models") Model model, @ForAll @IntRange(max = 255) int offset) {
    if (model.first() + offset < 1L << 32) {
      assertThat(model.prefix().address(offset)).isEqualTo(dotted(model.first() + offset));
    }
  }

  @Property
  void hostBits_areRefused_andThePrefixIsNamed(@ForAll("models") Model model, @ForAll int noise) {
    long hostBits = model.last() - model.first();
    long address = model.first() + (noise & hostBits);
    if (address != model.first()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Prefix.of(dotted(address) + "/" + model.length()))
          .withMessageContaining("has host bits set; write " + model.text());
    }
  }

  @Property(tries = 3000)
  void text_isAPrefix_onlyInTheOneWayOfWritingIt(@ForAll("almostPrefixes") String text) {
    try {
      assertThat(Prefix.of(text)).hasToString(text);
      assertThat(text).matches(SHAPE);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("\"" + text + "\"");
    }
  }

  @Property(tries = 3000)
  void text_isAnAddress_onlyInTheOneWayOfWritingIt(@ForAll("almostPrefixes") String text) {
    for (String tried : List.of(text, text.split("/", 2)[0])) {
      if (Prefix.isAddress(tried)) {
        assertThat(Prefix.of(tried + "/32")).hasToString(tried + "/32");
      } else {
        assertThatIllegalArgumentException().isThrownBy(() -> Prefix.of(tried + "/32"));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "10.0.0.0",
        "10.0.0.0/",
        "10.0.0.0/33",
        "10.0.0.0/999",
        "10.0.0.0/2200000000",
        "10.0.0.0/99999999999999999999",
        "10.0.0.0/-1",
        "10.0.0.0/08",
        "10.0.0.0/255.0.0.0",
        "010.0.0.0/8",
        "0xa.0.0.0/8",
        "10/8",
        "10.0/8",
        "/8",
        "*",
        "10.*.*.*",
        "10.*.*.*/8",
        "10-11.0.0.0/8",
        "10-260.0.0.0/8",
        "10.0.0.0-255/24",
        "10._.0.0/16",
        " 10.0.0.0/8",
        "10.0.0.0/8 ",
        "10.0.0.0/8,11.0.0.0/8",
        "256.0.0.0/8",
        "fd00::/8",
        "::ffff:10.0.0.0/104",
        "ten",
        "１０.0.0.0/8"
      })
  void otherSpellings_areRefused_withASentence(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Prefix.of(text))
        .withMessageContaining("\"" + text + "\"");
  }

  @Test
  void sentences_sayWhatWasExpected() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Prefix.of("10.1.0.0"))
        .withMessage("\"10.1.0.0\" has no prefix length; write it as a.b.c.d/n");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Prefix.of("10.1.2.3/16"))
        .withMessage("\"10.1.2.3/16\" has host bits set; write 10.1.0.0/16");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Prefix.of("fd00::/8"))
        .withMessage("\"fd00::/8\" is not an IPv4 prefix; IPv6 is not supported");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Prefix.of("the office"))
        .withMessage("\"the office\" is not an IPv4 prefix; write it as a.b.c.d/n");
  }

  @Test
  void all_keepsTheOrder() {
    assertThat(Prefix.all(List.of("10.2.0.0/16", "10.1.0.0/16")))
        .map(Prefix::toString)
        .containsExactly("10.2.0.0/16", "10.1.0.0/16");
  }

  /** Few distinct networks, so that prefixes meet. */
  @Provide
  static Arbitrary<Model> models() {
    Arbitrary<Long> anywhere = Arbitraries.longs().between(0, (1L << 32) - 1);
    Arbitrary<Long> nearby = Arbitraries.longs().between(0x0A000000L, 0x0A00FFFFL);
    return Combinators.combine(
            Arbitraries.oneOf(nearby, anywhere), Arbitraries.integers().between(0, 32))
        .as((address, length) -> new Model(address >> (32 - length) << (32 - length), length));
  }

  @Provide
  static Arbitrary<String> almostPrefixes() {
    Arbitrary<String> garbled =
        Combinators.combine(
                models().map(Model::text),
                Arbitraries.integers().between(0, 18),
                Arbitraries.strings().withChars("0123456789./-*_x: %,").ofMaxLength(2))
            .as((text, at, extra) -> {
              int place = Math.min(at, text.length());
              return text.substring(0, place) + extra + text.substring(place);
            });
    return Arbitraries.oneOf(
        garbled, Arbitraries.strings().withChars("0123456789./-*_x:").ofMaxLength(20));
  }

  private static String dotted(long address) {
    return (address >> 24 & 255)
        + "."
        + (address >> 16 & 255)
        + "."
        + (address >> 8 & 255)
        + "."
        + (address & 255);
  }

  @Test
  void prefixes_areSubtracted_andWhatIsLeftIsMerged() {
    assertThat(
            Prefix.subtract(
                Prefix.all(List.of("10.0.0.0/30", "10.0.1.0/24", "10.0.2.0/24")),
                Prefix.all(List.of("10.0.0.2/32", "10.0.2.0/23", "192.0.2.0/24"))))
        .extracting(Prefix::toString)
        .containsExactly("10.0.0.0/31", "10.0.0.3/32", "10.0.1.0/24");
    assertThat(
            Prefix.subtract(Prefix.all(List.of("10.1.0.0/16")), Prefix.all(List.of("10.0.0.0/8"))))
        .isEmpty();
    assertThat(Prefix.merged(Prefix.all(List.of("10.0.1.0/24", "10.0.0.0/24", "10.0.1.4/32"))))
        .extracting(Prefix::toString)
        .containsExactly("10.0.0.0/23");
    assertThat(Prefix.merged(List.of())).isEmpty();
  }

  @Property
  void subtraction_leavesWhatIsInTheFirstAndNotInTheSecond(
      @ForAll @IntRange(min = 0, max = 255) int address,
      @ForAll @Size(min = 1, max = 4) List<@IntRange(min = 0, max = 510) Integer> whole,
      @ForAll @Size(max = 4) List<@IntRange(min = 0, max = 510) Integer> parts) {
    List<Prefix> first = whole.stream().map(PrefixTest::nth).toList();
    List<Prefix> second = parts.stream().map(PrefixTest::nth).toList();
    Prefix one = Prefix.of("10.0.0." + address + "/32");
    assertThat(Prefix.subtract(first, second).stream().anyMatch(p -> p.contains(one)))
        .isEqualTo(
            first.stream().anyMatch(p -> p.contains(one))
                && second.stream().noneMatch(p -> p.contains(one)));
  }

  /** The nth of the prefixes inside 10.0.0.0/24, larger ones first. */
  private static Prefix nth(int n) {
    int length = 31 - Integer.numberOfLeadingZeros(n + 1);
    return Prefix.of("10.0.0." + ((n + 1 - (1 << length)) << (8 - length)) + "/" + (24 + length));
  }

  @Test
  void address_isCountedFromTheFirstOfItsPrefix() {
    Prefix prefix = Prefix.of("10.1.1.0/24");
    assertThat(prefix.size()).isEqualTo(256);
    assertThat(prefix.offsetOf("10.1.1.77")).hasValue(77);
    assertThat(prefix.offsetOf("10.1.2.77")).isEmpty();
    assertThat(prefix.offsetOf("10.1.1.0/25")).isEmpty();
    assertThat(prefix.offsetOf("vnet0")).isEmpty();
    assertThat(prefix.offsetOf("10.1.1.77/2200000000")).isEmpty();
  }
}
