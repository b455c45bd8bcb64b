package dev.culvert.vici;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the incoming bytes into packets: each comes after its length (32 bits). Bytes may arrive in
 * any pieces. Memory grows with what has arrived, not with the length that was announced.
 */
final class FrameAssembler {
  private static final int FIRST_PIECE = 8 * 1024;

  private final ByteBuffer header = ByteBuffer.allocate(Integer.BYTES);
  private byte[] packet = new byte[0];
  private int filled;

  /**
   * Takes bytes up to the end of a packet.
   *
   * @return the packet, or null if all bytes were taken and more are needed
   * @throws ViciProtocolException if a packet of 0 or more than {@link ViciCodec#MAX_PACKET_LENGTH}
   *     bytes is announced
   */
  byte @Nullable [] next(ByteBuffer in) throws ViciProtocolException {
    while (header.hasRemaining() && in.hasRemaining()) {
      header.put(in.get());
    }
    if (header.hasRemaining()) {
      return null;
    }
    var length = header.getInt(0);
    if (length <= 0 || length > ViciCodec.MAX_PACKET_LENGTH) {
      throw new ViciProtocolException(
          "a packet of %s bytes announced, 1 to %d are allowed"
              .formatted(Integer.toUnsignedString(length), ViciCodec.MAX_PACKET_LENGTH));
    }
    var taken = Math.min(in.remaining(), length - filled);
    if (filled + taken > packet.length) {
      var wanted = Math.max(Math.max(2 * packet.length, FIRST_PIECE), filled + taken);
      packet = Arrays.copyOf(packet, Math.min(wanted, length));
    }
    in.get(packet, filled, taken);
    filled += taken;
    if (filled < length) {
      return null;
    }
    var whole = packet;
    header.clear();
    packet = new byte[0];
    filled = 0;
    return whole;
  }

  /** Whether a packet has begun and not ended. */
  boolean insidePacket() {
    return header.position() > 0;
  }
}
