package dev.culvert.vici;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The bytes are written out by hand from the format's description. */
class ViciCodecTest {
  private static final ViciSection MESSAGE =
      ViciSection.builder()
          .put("ike", "gw")
          .put(
              "conn",
              ViciSection.builder()
                  .put("ts", List.of("10.1.0.0/16", ""))
                  .put("key", new byte[] {0, (byte) 0xff})
                  .put("none", ViciSection.empty())
                  .put("zero", List.of())
                  .build())
          .put("end", "")
          .build();

  private static final String MESSAGE_BYTES =
      """
      03 03 696b65 0002 6777
      01 04 636f6e6e
        04 02 7473
          05 000b 31302e312e302e302f3136
          05 0000
        06
        03 03 6b6579 0002 00ff
        01 04 6e6f6e65 02
        04 04 7a65726f 06
      02
      03 03 656e64 0000
      """;

  static Stream<Arguments> packets() {
    return Stream.of(
        Arguments.of(
            new ViciPacket.CommandRequest("version", ViciSection.empty()), "00 07 76657273696f6e"),
        Arguments.of(
            new ViciPacket.CommandRequest("load-conn", MESSAGE),
            "00 09 6c6f61642d636f6e6e" + MESSAGE_BYTES),
        Arguments.of(new ViciPacket.CommandResponse(ViciSection.empty()), "01"),
        Arguments.of(
            new ViciPacket.CommandResponse(ViciSection.builder().put("success", "yes").build()),
            "01 03 07 73756363657373 0003 796573"),
        Arguments.of(new ViciPacket.CommandUnknown(), "02"),
        Arguments.of(new ViciPacket.EventRegister("log"), "03 03 6c6f67"),
        Arguments.of(new ViciPacket.EventUnregister("log"), "04 03 6c6f67"),
        Arguments.of(new ViciPacket.EventConfirm(), "05"),
        Arguments.of(new ViciPacket.EventUnknown(), "06"),
        Arguments.of(new ViciPacket.Event("log", MESSAGE), "07 03 6c6f67" + MESSAGE_BYTES));
  }

  @ParameterizedTest
  @MethodSource("packets")
  void packet_hasTheseBytes_andTheseBytesAreThePacket(ViciPacket packet, String hex)
      throws Exception {
    assertThat(ViciCodec.encode(packet)).isEqualTo(bytes(hex));
    assertThat(ViciCodec.decodePacket(bytes(hex))).isEqualTo(packet);
  }

  @Test
  void message_hasTheseBytes_andTheseBytesAreTheMessage() throws Exception {
    assertThat(ViciCodec.encode(MESSAGE)).isEqualTo(bytes(MESSAGE_BYTES));
    assertThat(ViciCodec.decodeMessage(bytes(MESSAGE_BYTES))).isEqualTo(MESSAGE);
  }

  @ParameterizedTest
  @CsvSource({
    "'', a packet ends early",
    "08, unknown packet type 8",
    "ff, unknown packet type 255",
    "00, a packet ends early",
    "03 04 6c6f67, '4 bytes announced, 3 left'",
    "03 03 6c6f67 00, 1 bytes follow the end of a packet",
    "05 00, 1 bytes follow the end of a packet",
    "03 01 ff, a name is not UTF-8",
    "01 00, element type 0 in a section",
    "01 07 01 61, element type 7 in a section",
    "01 02, element type 2 in a section",
    "01 05 0000, element type 5 in a section",
    "01 06, element type 6 in a section",
    "01 01 01 61, a packet ends early",
    "01 01 01 61 03 01 62, a packet ends early",
    "01 03 01 61, a packet ends early",
    "01 03 01 61 00, a packet ends early",
    "01 03 01 61 ffff 00, '65535 bytes announced, 1 left'",
    "01 04 01 61, a packet ends early",
    "01 04 01 61 01 01 62 02 06, element type 1 in a list",
    "01 04 01 61 02, element type 2 in a list",
    "01 03 01 61 0000 01 01 61 02, key a is there twice",
  })
  void whatIsNoPacket_isRefusedWithItsFault(String hex, String fault) {
    assertThatThrownBy(() -> ViciCodec.decodePacket(bytes(hex)))
        .isInstanceOf(ViciProtocolException.class)
        .hasMessage(fault);
  }

  @Test
  void nameOfAPacket_fitsUpToItsLimitAndNotBeyond() throws Exception {
    var packet = new ViciPacket.EventRegister("e".repeat(255));
    assertThat(ViciCodec.decodePacket(ViciCodec.encode(packet))).isEqualTo(packet);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ViciCodec.encode(new ViciPacket.EventRegister("e".repeat(256))));
  }

  @Test
  void packet_fitsUpToItsLimitAndNotBeyond() throws Exception {
    var items = new byte[8][ViciValue.MAX_LENGTH];
    // 1 type, 3 + 1 of the list, 3 before each of the items
    items[7] = new byte[ViciCodec.MAX_PACKET_LENGTH - 1 - 4 - 8 * 3 - 7 * ViciValue.MAX_LENGTH];
    var largest = answerWithList(items);
    assertThat(ViciCodec.encode(largest)).hasSize(ViciCodec.MAX_PACKET_LENGTH);
    assertThat(ViciCodec.decodePacket(ViciCodec.encode(largest))).isEqualTo(largest);

    items[7] = new byte[items[7].length + 1];
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ViciCodec.encode(answerWithList(items)))
        .withMessage("a packet has 524289 bytes, charon takes at most 524288");
  }

  /** Each fills the largest packet with what costs most memory for its bytes. */
  @ParameterizedTest
  @CsvSource({
    "empty sections, '', 0103, 02, ''",
    "empty values, '', 0303, 0000, ''",
    "empty lists, '', 0403, 06, ''",
    "short list items, 0401 61, 050003, '', 06",
  })
  void memoryForAPacket_isBoundedWhateverItHolds(
      String what, String start, String head, String tail, String end) throws Exception {
    var packet = new ByteArrayOutputStream();
    packet.write(1);
    packet.writeBytes(bytes(start));
    var before = bytes(head);
    var after = bytes(tail);
    for (var i = 0; packet.size() < ViciCodec.MAX_PACKET_LENGTH - 16; i++) {
      packet.writeBytes(before);
      // three 7-bit characters: distinct, and UTF-8
      packet.writeBytes(new byte[] {(byte) (i & 0x7f), (byte) (i >> 7 & 0x7f), (byte) (i >> 14)});
      packet.writeBytes(after);
    }
    packet.writeBytes(bytes(end));
    assertThat(allocatedToDecode(packet.toByteArray())).as(what).isLessThan(64L * 1024 * 1024);
  }

  private static long allocatedToDecode(byte[] packet) throws ViciProtocolException {
    var before = allocatedByThisThread();
    assertThat(ViciCodec.decodePacket(packet)).isInstanceOf(ViciPacket.CommandResponse.class);
    return allocatedByThisThread() - before;
  }

  @Test
  void sectionsWithoutEnd_areCutOffAtTheDeepestAllowed() {
    var bytes = new byte[ViciCodec.MAX_PACKET_LENGTH];
    bytes[0] = 1; // a response
    for (var i = 1; i < bytes.length; i += 2) {
      bytes[i] = 1; // the start of a section with an empty name
    }
    assertThatThrownBy(() -> ViciCodec.decodePacket(bytes))
        .isInstanceOf(ViciProtocolException.class)
        .hasMessage("sections nest deeper than 32");
  }

  private static long allocatedByThisThread() {
    return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  private static ViciPacket answerWithList(byte[][] items) {
    var list = new ViciList(Stream.of(items).map(ViciValue::of).toList());
    return new ViciPacket.CommandResponse(ViciSection.builder().put("l", list).build());
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex.replaceAll("\\s", ""));
  }
}
