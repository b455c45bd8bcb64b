package dev.culvert.e2e.member;

import dev.culvert.e2e.scenario.Shell;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Sends what the sender has made itself, from where there is perl and, for all but UDP, the
 * capability NET_RAW. What the kernel refuses to send is not sent, and nobody is told.
 *
 * @param shell where
 */
record RawSocket(Shell shell) {
  private static final String DATAGRAMS =
      """
      ($a,$p,@h)=@ARGV;
      socket S,2,2,17 or die;
      for (@h) { send S,pack("H*",$_),0,pack("S n a4 x8",2,$p,pack("C4",split/[.]/,$a)) }\
      """;
  private static final String PACKETS =
      """
      ($a,@h)=@ARGV;
      socket S,2,3,255 or die;
      for (@h) { send S,pack("H*",$_),0,pack("S n a4 x8",2,0,pack("C4",split/[.]/,$a)) }\
      """;
  private static final String FRAMES =
      """
      ($i,$t,$b,@h)=@ARGV;
      open F,"/sys/class/net/$i/ifindex" or die; $n=<F>;
      socket S,17,3,0 or die;
      if ($b) { setsockopt S,263,20,pack("i",1) or die }
      for (@h) { $f=pack("H*",$_); send S,$f,0,pack("S n i S C C a8",17,$t,$n,0,0,6,substr($f,0,6)) }\
      """;

  /** How a frame is sent. */
  enum Way {
    /** As the kernel's own. */
    QUEUED,
    /** With PACKET_QDISC_BYPASS, packet(7). */
    AT_ONCE
  }

  /** Sends UDP in one's own name. */
  void datagrams(String to, int port, byte[]... payloads) {
    perl(DATAGRAMS, to + " " + port, payloads);
  }

  /**
   * Sends IPv4 packets with whatever header they have; the kernel finds their way to an address.
   */
  void packets(String to, byte[]... packets) {
    perl(PACKETS, to, packets);
  }

  /**
   * Sends frames by an interface.
   *
   * @param type what the kernel is told that is in them, whatever is
   */
  void frames(String networkInterface, Way way, int type, byte[]... frames) {
    perl(FRAMES, "%s %d %d".formatted(networkInterface, type, way.ordinal()), frames);
  }

  private void perl(String program, String arguments, byte[]... all) {
    String hex = Stream.of(all).map(HexFormat.of()::formatHex).collect(Collectors.joining(" "));
    shell.shell("perl -e '%s' %s %s".formatted(program, arguments, hex));
  }
}
