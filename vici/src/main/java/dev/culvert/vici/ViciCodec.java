package dev.culvert.vici;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;

/**
 * The wire format of packets and messages, after strongSwan's src/libcharon/plugins/vici/README.md.
 * All numbers are big-endian and unsigned.
 *
 * <p>Packet: type (8 bits), for some types a name (8-bit length, bytes), for some a message.
 * Message: elements, each with a type (8 bits) and what belongs to it; names have an 8-bit length,
 * values a 16-bit length.
 */
public final class ViciCodec {
  /** The most bytes charon accepts or sends in one packet (VICI_MESSAGE_SIZE_MAX): 512 KiB. */
  public static final int MAX_PACKET_LENGTH = 512 * 1024;

  private static final int SECTION_START = 1;
  private static final int SECTION_END = 2;
  private static final int KEY_VALUE = 3;
  private static final int LIST_START = 4;
  private static final int LIST_ITEM = 5;
  private static final int LIST_END = 6;

  private ViciCodec() {}

  /**
   * The bytes of a packet, without the frame's length before them.
   *
   * @throws IllegalArgumentException if it exceeds {@link #MAX_PACKET_LENGTH} or its name 255 bytes
   */
  public static byte[] encode(ViciPacket packet) {
    var out = new ByteArrayOutputStream();
    switch (packet) {
      case ViciPacket.CommandRequest(var name, var message) -> {
        out.write(0);
        writeName(out, name);
        writeElements(out, message);
      }
      case ViciPacket.CommandResponse(var message) -> {
        out.write(1);
        writeElements(out, message);
      }
      case ViciPacket.CommandUnknown() -> out.write(2);
      case ViciPacket.EventRegister(var name) -> {
        out.write(3);
        writeName(out, name);
      }
      case ViciPacket.EventUnregister(var name) -> {
        out.write(4);
        writeName(out, name);
      }
      case ViciPacket.EventConfirm() -> out.write(5);
      case ViciPacket.EventUnknown() -> out.write(6);
      case ViciPacket.Event(var name, var message) -> {
        out.write(7);
        writeName(out, name);
        writeElements(out, message);
      }
    }
    if (out.size() > MAX_PACKET_LENGTH) {
      throw new IllegalArgumentException(
          "a packet has %d bytes, charon takes at most %d"
              .formatted(out.size(), MAX_PACKET_LENGTH));
    }
    return out.toByteArray();
  }

  /**
   * The packet of the given bytes.
   *
   * @throws ViciProtocolException if they are none
   */
  public static ViciPacket decodePacket(byte[] bytes) throws ViciProtocolException {
    var in = ByteBuffer.wrap(bytes);
    try {
      var packet = readPacket(in);
      if (in.hasRemaining()) {
        throw new ViciProtocolException(in.remaining() + " bytes follow the end of a packet");
      }
      return packet;
    } catch (BufferUnderflowException e) {
      throw new ViciProtocolException("a packet ends early");
    }
  }

  /** The bytes of a message, as they stand in a packet. */
  public static byte[] encode(ViciSection message) {
    var out = new ByteArrayOutputStream();
    writeElements(out, message);
    return out.toByteArray();
  }

  /**
   * The message of the given bytes.
   *
   * @throws ViciProtocolException if they are none, have a key twice in one section, or nest deeper
   *     than {@link ViciSection#MAX_DEPTH}
   */
  public static ViciSection decodeMessage(byte[] bytes) throws ViciProtocolException {
    try {
      return readMessage(ByteBuffer.wrap(bytes));
    } catch (BufferUnderflowException e) {
      throw new ViciProtocolException("a message ends early");
    }
  }

  private static ViciPacket readPacket(ByteBuffer in) throws ViciProtocolException {
    var type = readByte(in);
    return switch (type) {
      case 0 -> new ViciPacket.CommandRequest(readName(in), readMessage(in));
      case 1 -> new ViciPacket.CommandResponse(readMessage(in));
      case 2 -> new ViciPacket.CommandUnknown();
      case 3 -> new ViciPacket.EventRegister(readName(in));
      case 4 -> new ViciPacket.EventUnregister(readName(in));
      case 5 -> new ViciPacket.EventConfirm();
      case 6 -> new ViciPacket.EventUnknown();
      case 7 -> new ViciPacket.Event(readName(in), readMessage(in));
      default -> throw new ViciProtocolException("unknown packet type " + type);
    };
  }

  private static ViciSection readMessage(ByteBuffer in) throws ViciProtocolException {
    var section = ViciSection.builder();
    while (in.hasRemaining()) {
      readElement(in, readByte(in), section, 1);
    }
    return section.build();
  }

  private static ViciSection readSection(ByteBuffer in, int depth) throws ViciProtocolException {
    if (depth > ViciSection.MAX_DEPTH) {
      throw new ViciProtocolException("sections nest deeper than " + ViciSection.MAX_DEPTH);
    }
    var section = ViciSection.builder();
    for (var type = readByte(in); type != SECTION_END; type = readByte(in)) {
      readElement(in, type, section, depth);
    }
    return section.build();
  }

  private static void readElement(ByteBuffer in, int type, ViciSection.Builder section, int depth)
      throws ViciProtocolException {
    var key =
        switch (type) {
          case SECTION_START, KEY_VALUE, LIST_START -> readName(in);
          default -> throw new ViciProtocolException("element type " + type + " in a section");
        };
    var element =
        switch (type) {
          case SECTION_START -> readSection(in, depth + 1);
          case KEY_VALUE -> readValue(in);
          default -> readList(in);
        };
    try {
      section.put(key, element);
    } catch (IllegalArgumentException e) {
      throw new ViciProtocolException(String.valueOf(e.getMessage()));
    }
  }

  private static ViciList readList(ByteBuffer in) throws ViciProtocolException {
    var items = new ArrayList<ViciValue>();
    for (var type = readByte(in); type != LIST_END; type = readByte(in)) {
      if (type != LIST_ITEM) {
        throw new ViciProtocolException("element type " + type + " in a list");
      }
      items.add(readValue(in));
    }
    return new ViciList(items);
  }

  private static ViciValue readValue(ByteBuffer in) throws ViciProtocolException {
    return ViciValue.owning(readBytes(in, Short.toUnsignedInt(in.getShort())));
  }

  private static String readName(ByteBuffer in) throws ViciProtocolException {
    var bytes = readBytes(in, readByte(in));
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new ViciProtocolException("a name is not UTF-8");
    }
  }

  /** Looks at what is there before it allocates: the length is the other side's word. */
  private static byte[] readBytes(ByteBuffer in, int length) throws ViciProtocolException {
    if (length > in.remaining()) {
      throw new ViciProtocolException(
          "%d bytes announced, %d left".formatted(length, in.remaining()));
    }
    var bytes = new byte[length];
    in.get(bytes);
    return bytes;
  }

  private static int readByte(ByteBuffer in) {
    return Byte.toUnsignedInt(in.get());
  }

  private static void writeElements(ByteArrayOutputStream out, ViciSection section) {
    section
        .elements()
        .forEach((key, element) -> {
          switch (element) {
            case ViciValue value -> {
              out.write(KEY_VALUE);
              writeName(out, key);
              writeValue(out, value);
            }
            case ViciList list -> {
              out.write(LIST_START);
              writeName(out, key);
              for (var item : list.items()) {
                out.write(LIST_ITEM);
                writeValue(out, item);
              }
              out.write(LIST_END);
            }
            case ViciSection inner -> {
              out.write(SECTION_START);
              writeName(out, key);
              writeElements(out, inner);
              out.write(SECTION_END);
            }
          }
        });
  }

  private static void writeValue(ByteArrayOutputStream out, ViciValue value) {
    out.write(value.length() >>> 8);
    out.write(value.length());
    out.writeBytes(value.raw());
  }

  private static void writeName(ByteArrayOutputStream out, String name) {
    var bytes = ViciValue.utf8(name);
    if (bytes.length > ViciSection.MAX_KEY_LENGTH) {
      throw new IllegalArgumentException(
          "a name has %d bytes, at most %d fit: %s"
              .formatted(bytes.length, ViciSection.MAX_KEY_LENGTH, name));
    }
    out.write(bytes.length);
    out.writeBytes(bytes);
  }
}
