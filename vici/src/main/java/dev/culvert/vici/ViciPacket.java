package dev.culvert.vici;

/**
 * A packet between a client and charon: what one frame carries. Names have at most 255 bytes. The
 * packet types and their numbers are those of strongSwan's
 * src/libcharon/plugins/vici/vici_socket.h.
 */
public sealed interface ViciPacket {

  /** Client: run a command. */
  record CommandRequest(String name, ViciSection message) implements ViciPacket {}

  /** charon: the answer to a command. */
  record CommandResponse(ViciSection message) implements ViciPacket {}

  /** charon: there is no such command. */
  record CommandUnknown() implements ViciPacket {}

  /** Client: send the events of this name from now on. */
  record EventRegister(String name) implements ViciPacket {}

  /** Client: send no more events of this name. */
  record EventUnregister(String name) implements ViciPacket {}

  /** charon: the registration has changed as asked. */
  record EventConfirm() implements ViciPacket {}

  /** charon: there is no such event, or it was not registered. */
  record EventUnknown() implements ViciPacket {}

  /** charon: something happened. */
  record Event(String name, ViciSection message) implements ViciPacket {}
}
