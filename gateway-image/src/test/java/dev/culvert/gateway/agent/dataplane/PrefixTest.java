package dev.culvert.gateway.agent.dataplane;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTest {

  @Property
  void prefix_isReadAsItIsWritten(
      @ForAll @LongRange(min = 0, max = 0xFFFFFFFFL) long address,
      @ForAll @IntRange(min = 0, max = 32) int length) {
    var prefix = prefix(address, length);

    assertThat(Prefix.parse(prefix.toString())).isEqualTo(prefix);
  }

  @Property
  void merged_coversTheSameAddresses_andOverlapsNowhere(
      @ForAll @Size(max = 20) List<@LongRange(min = 0, max = 0xFFFFFFFFL) Long> addresses,
      @ForAll @IntRange(min = 0, max = 32) int length) {
    var prefixes = addresses.stream().map(a -> prefix(a, (int) ((length + a) % 33))).toList();

    var merged = Prefix.merged(prefixes);

    assertThat(prefixes).allMatch(p -> merged.stream().anyMatch(m -> m.contains(p)));
    assertThat(prefixes).containsAll(merged);
    for (var one : merged) {
      assertThat(merged).filteredOn(other -> other != one).noneMatch(one::contains);
    }
  }

  private static Prefix prefix(long address, int length) {
    return new Prefix(address & -(1L << (32 - length)) & 0xFFFFFFFFL, length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.1.0.0",
        "10.1.0.0/",
        "10.1.0.0/33",
        "10.1.0.1/16",
        "10.1.0/16",
        "10.1.0.256/32",
        "::/0",
        "10.1.0.0/16;",
        "010.1.0.0/16 ",
        "10.1.0.0/-1"
      })
  void anythingElse_isRefused(String text) {
    assertThatThrownBy(() -> Prefix.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void prefixInsideAnother_isLeftOut() {
    assertThat(
            Prefix.merged(
                List.of(
                    Prefix.parse("10.1.2.0/24"),
                    Prefix.parse("10.1.0.0/16"),
                    Prefix.parse("10.2.0.0/16"))))
        .extracting(Prefix::toString)
        .containsExactly("10.1.0.0/16", "10.2.0.0/16");
  }
}
