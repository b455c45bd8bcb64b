package dev.culvert.e2e.member;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/** Frames and packets, byte by byte, as those make them who do not leave it to the kernel. */
final class Packets {
  static final int IPV4 = 0x0800;
  static final int ARP = 0x0806;
  static final int VLAN = 0x8100;
  static final int ICMP = 1;
  static final int UDP = 17;
  static final String EVERYBODY = "ff:ff:ff:ff:ff:ff";

  private Packets() {}

  /** An Ethernet frame between two MAC addresses. */
  static byte[] ethernet(String to, String from, int type, byte[] payload) {
    return join(mac(to), mac(from), number(type, 2), payload);
  }

  /** An IPv4 packet (RFC 791) with 64 hops to live. */
  static byte[] ipv4(String from, String to, int protocol, byte[] payload) {
    return ipv4(from, to, protocol, 64, 0, payload);
  }

  /**
   * An IPv4 packet.
   *
   * @param id its identification, 16 bits
   */
  static byte[] ipv4(String from, String to, int protocol, int hops, int id, byte[] payload) {
    byte[] header =
        join(
            number(0x4500, 2),
            number(20 + payload.length, 2),
            number(id, 2),
            number(0, 2),
            number(hops, 1),
            number(protocol, 1),
            number(0, 2),
            address(from),
            address(to));
    return join(checked(header, 10), payload);
  }

  /** A UDP datagram (RFC 768) without checksum. */
  static byte[] udp(int from, int to, byte[] payload) {
    return join(
        number(from, 2), number(to, 2), number(8 + payload.length, 2), number(0, 2), payload);
  }

  /** An echo request (RFC 792) with a text. */
  static byte[] echoRequest(String text) {
    return checked(
        join(number(0x0800, 2), number(0, 2), number(4711, 2), number(1, 2), bytes(text)), 2);
  }

  /**
   * An ARP request (RFC 826) of somebody who says that the address is at that MAC address, and a
   * text behind it.
   */
  static byte[] arpRequest(String mac, String address, String target, String text) {
    return arp(1, mac, address, "00:00:00:00:00:00", target, text);
  }

  /** An ARP reply to one who has not asked, and a text behind it. */
  static byte[] arpReply(String mac, String address, String targetMac, String target, String text) {
    return arp(2, mac, address, targetMac, target, text);
  }

  /** A frame in VXLAN (RFC 7348), without the UDP header. */
  static byte[] vxlan(int vni, byte[] frame) {
    return join(number(0x08, 1), number(0, 3), number(vni, 3), number(0, 1), frame);
  }

  /** A frame's type and payload behind a tag (IEEE 802.1Q) that names no VLAN. */
  static byte[] tagged(int type, byte[] payload) {
    return join(number(0, 2), number(type, 2), payload);
  }

  /** The checksum in an IPv4 packet's header. */
  static int checksum(byte[] packet) {
    return (packet[10] & 0xff) << 8 | packet[11] & 0xff;
  }

  static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** The bytes of an IPv4 address. */
  static byte[] address(String address) {
    try {
      return InetAddress.getByName(address).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("not an address: " + address, e);
    }
  }

  private static byte[] arp(
      int operation, String mac, String address, String targetMac, String target, String text) {
    return join(
        number(1, 2),
        number(IPV4, 2),
        number(6, 1),
        number(4, 1),
        number(operation, 2),
        mac(mac),
        address(address),
        mac(targetMac),
        address(target),
        bytes(text));
  }

  private static byte[] mac(String mac) {
    return HexFormat.ofDelimiter(":").parseHex(mac);
  }

  private static byte[] number(int value, int bytes) {
    byte[] big = new byte[bytes];
    for (int i = 0; i < bytes; i++) {
      big[i] = (byte) (value >>> 8 * (bytes - 1 - i));
    }
    return big;
  }

  /** Puts the Internet checksum (RFC 1071) at its place, where there are zeros. */
  private static byte[] checked(byte[] bytes, int place) {
    int sum = 0;
    for (int i = 0; i < bytes.length; i += 2) {
      int low = i + 1 < bytes.length ? bytes[i + 1] & 0xff : 0;
      sum += (bytes[i] & 0xff) << 8 | low;
    }
    sum = (sum & 0xffff) + (sum >>> 16);
    sum = (sum & 0xffff) + (sum >>> 16);
    byte[] whole = bytes.clone();
    System.arraycopy(number(~sum, 2), 0, whole, place, 2);
    return whole;
  }

  private static byte[] join(byte[]... parts) {
    var whole = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      whole.writeBytes(part);
    }
    return whole.toByteArray();
  }
}
