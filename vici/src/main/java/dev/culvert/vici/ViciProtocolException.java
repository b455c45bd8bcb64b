package dev.culvert.vici;

import java.io.IOException;

/** The other side sent what is no VICI, or what has no place in the conversation. */
public final class ViciProtocolException extends IOException {
  private static final long serialVersionUID = 1;

  public ViciProtocolException(String message) {
    super(message);
  }

  static ViciProtocolException outOfPlace(ViciPacket packet) {
    return new ViciProtocolException(
        "charon sent a packet that has no place here: " + packet.getClass().getSimpleName());
  }
}
