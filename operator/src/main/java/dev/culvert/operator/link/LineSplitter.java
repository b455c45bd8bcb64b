package dev.culvert.operator.link;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Cuts a stream of bytes into lines of UTF-8 text, whatever pieces it arrives in. */
final class LineSplitter {
  private final ByteArrayOutputStream rest = new ByteArrayOutputStream();
  private final int longest;

  LineSplitter(int longest) {
    this.longest = longest;
  }

  /**
   * The lines that this piece completes, without line ends; empty lines are skipped.
   *
   * @throws IOException if a line is longer than allowed; holds no more than that many bytes
   */
  List<String> feed(ByteBuffer piece) throws IOException {
    List<String> lines = new ArrayList<>();
    while (piece.hasRemaining()) {
      byte next = piece.get();
      if (next != '\n') {
        if (rest.size() == longest) {
          throw new UnusableAnswerException("a document is larger than " + longest + " bytes");
        }
        rest.write(next);
      } else if (rest.size() > 0) {
        lines.add(rest.toString(StandardCharsets.UTF_8));
        rest.reset();
      }
    }
    return lines;
  }
}
