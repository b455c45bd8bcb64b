package dev.culvert.operator.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;

class LineSplitterTest {

  @Property
  void lines_areTheSameHoweverTheyAreCut(
      @ForAll @Size(max = 8) List<@NotEmpty @CharRange(from = ' ', to = 'ÿ') String> lines,
      @ForAll @IntRange(min = 1, max = 40) int piece)
      throws Exception {
    byte[] bytes = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    LineSplitter splitter = new LineSplitter(10_000);
    List<String> found = new ArrayList<>();
    for (int at = 0; at < bytes.length; at += piece) {
      found.addAll(splitter.feed(ByteBuffer.wrap(bytes, at, Math.min(piece, bytes.length - at))));
    }
    assertThat(found).isEqualTo(lines);
  }

  @Property
  void lineLongerThanAllowed_isRefused_andOneOfThatLengthIsNot(
      @ForAll @IntRange(min = 1, max = 300) int longest) throws Exception {
    String fits = "x".repeat(longest);
    assertThat(new LineSplitter(longest).feed(bytes(fits + "\n"))).containsExactly(fits);
    assertThatThrownBy(() -> new LineSplitter(longest).feed(bytes(fits + "x")))
        .isInstanceOf(UnusableAnswerException.class)
        .hasMessage("a document is larger than " + longest + " bytes");
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }
}
