package dev.culvert.vici;

import java.io.IOException;

/** The exchange by which a client asks for events of a name, or for no more of them. */
final class Registration {
  private Registration() {}

  /** Takes the packets of events that come before the confirmation. */
  interface EarlyEvents {
    void put(byte[] packet) throws IOException;
  }

  /**
   * Sends the request and waits for its confirmation.
   *
   * @param request the encoded {@link ViciPacket.EventRegister} or {@link
   *     ViciPacket.EventUnregister}
   * @throws ViciException if charon does not know the event
   */
  static void change(
      ViciTransport transport,
      String event,
      byte[] request,
      Deadline deadline,
      EarlyEvents earlyEvents)
      throws IOException, ViciException {
    transport.send(request, deadline);
    while (true) {
      var packet = transport.receive(deadline);
      switch (ViciCodec.decodePacket(packet)) {
        case ViciPacket.Event early -> earlyEvents.put(packet);
        case ViciPacket.EventConfirm confirmed -> {
          return;
        }
        case ViciPacket.EventUnknown unknown ->
            throw new ViciException(event, "charon knows no such event");
        case ViciPacket other -> throw ViciProtocolException.outOfPlace(other);
      }
    }
  }
}
