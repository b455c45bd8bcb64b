package dev.culvert.node.agent.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrefixTest {

  @Property
  void prefix_isReadAsItIsWritten(
      @ForAll @LongRange(max = 0xFFFFFFFFL) long address, @ForAll @IntRange(max = 32) int length) {
    var prefix = prefix(address, length);

    assertThat(Prefix.parse(prefix.toString())).isEqualTo(prefix);
  }

  @Property
  void prefixesOverlap_exactlyWhenOneContainsTheOther(
      @ForAll @LongRange(max = 0xFFFFFFFFL) long address,
      @ForAll @IntRange(max = 32) int length,
      @ForAll @IntRange(max = 31) int flipped,
      @ForAll @IntRange(max = 32) int otherLength) {
    var one = prefix(address, length);
    var other = prefix(address ^ 1L << flipped, otherLength);

    assertThat(one.overlaps(other)).isEqualTo(one.contains(other) || other.contains(one));
    assertThat(one.overlaps(other)).isEqualTo(32 - flipped > Math.min(length, otherLength));
  }

  @Property
  void whatIsLeftOfAPrefix_isWhatIsInNoneOfTheOthers(
      @ForAll @IntRange(max = 255) int address,
      @ForAll @IntRange(min = 24, max = 32) int length,
      @ForAll List<@IntRange(max = 510) Integer> others,
      @ForAll @IntRange(max = 255) int tried) {
    var prefix = prefix(0x0A000000L + address, length);
    var taken = others.stream().map(PrefixTest::nth).toList();
    var one = prefix(0x0A000000L + tried, 32);

    var left = prefix.without(taken);

    assertThat(left.stream().filter(part -> part.contains(one)).count())
        .isEqualTo(
            prefix.contains(one) && taken.stream().noneMatch(other -> other.contains(one)) ? 1 : 0);
    assertThat(Prefix.merged(left)).isEqualTo(left);
  }

  /** The nth of the prefixes inside 10.0.0.0/24, larger ones first. */
  private static Prefix nth(int n) {
    int length = 31 - Integer.numberOfLeadingZeros(n + 1);
    return prefix(0x0A000000L + ((n + 1 - (1L << length)) << (8 - length)), 24 + length);
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
        "10.1.0.0/16;reboot",
        "10.1.0.0/16\n",
        "010.1.0.0/16",
        "10.1.0.0/-1"
      })
  void anythingElse_isRefused(String text) {
    assertThatThrownBy(() -> Prefix.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }
}
