package dev.culvert.e2e.wan;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A slow and lossy line between two ends, for IKE and what is in UDP with it: both ends dial this
 * host's address on the WAN, and what comes from one goes to the other, on the same port, as from
 * this host. Packets between the same two ports keep their order.
 *
 * <p>Listens on UDP ports 500 and 4500, which takes root on most hosts; one line at a time.
 */
public final class SlowLine implements AutoCloseable {
  private static final List<Integer> PORTS = List.of(500, 4500);
  private static final int LARGEST_PACKET = 65_507;

  /** As a router's buffer: what comes on top is lost. */
  private static final int PACKETS_UNDER_WAY = 10_000;

  private static final int FLOWS = 1000;

  private final InetAddress address;
  private final End left;
  private final End right;
  private final Quality quality;
  private final Random random;
  private final ScheduledThreadPoolExecutor line = new ScheduledThreadPoolExecutor(1);
  private final List<DatagramSocket> listeners = new ArrayList<>();
  private final Map<Flow, DatagramSocket> outgoing = new ConcurrentHashMap<>();
  private final AtomicLong carried = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private volatile boolean isCut;
  private volatile boolean isClosed;

  /**
   * One of the line's ends.
   *
   * @param target where packets for this end are sent
   * @param sources the addresses that packets of this end come from: what a gateway sends leaves
   *     with its node's address, not with that of the Service it is reached at
   */
  public record End(String target, Set<String> sources) {
    /** An end that sends from where it is reached. */
    public static End at(String address) {
      return new End(address, Set.of(address));
    }
  }

  /**
   * How good the line is.
   *
   * @param delay of each packet
   * @param loss which share of the packets is lost, 0 to 1
   * @param seed decides which; the same for the same sequence of packets
   */
  public record Quality(Duration delay, double loss, long seed) {}

  private record Flow(InetSocketAddress source, int port) {}

  private SlowLine(InetAddress address, End left, End right, Quality quality) {
    this.address = address;
    this.left = left;
    this.right = right;
    this.quality = quality;
    this.random = new Random(quality.seed());
  }

  /** Opens a line. */
  public static SlowLine between(Wan wan, End left, End right, Quality quality) {
    SlowLine opened = new SlowLine(inetAddress(wan.segment().hostAddress()), left, right, quality);
    try {
      for (int port : PORTS) {
        DatagramSocket listener = opened.bind(port);
        opened.listeners.add(listener);
        opened.read(listener, packet -> opened.carry(packet, listener));
      }
    } catch (RuntimeException e) {
      opened.close();
      throw e;
    }
    return opened;
  }

  /** What both ends dial. */
  public String address() {
    return address.getHostAddress();
  }

  /** Loses everything from now on. */
  public void cut() {
    isCut = true;
  }

  /** Carries again after a cut. */
  public void restore() {
    isCut = false;
  }

  /** Sends by other ports from now on, as a NAT that has lost its table; the old ones are gone. */
  public void changeSourcePorts() {
    outgoing.values().forEach(DatagramSocket::close);
    outgoing.clear();
  }

  /** How many packets were sent on. */
  public long carried() {
    return carried.get();
  }

  /** How many packets were lost: by the line's quality, by a cut, or because they were too many. */
  public long lost() {
    return lost.get();
  }

  @Override
  public void close() {
    isClosed = true;
    line.shutdownNow();
    listeners.forEach(DatagramSocket::close);
    changeSourcePorts();
  }

  private void carry(DatagramPacket packet, DatagramSocket listener) {
    InetSocketAddress source = (InetSocketAddress) packet.getSocketAddress();
    String from = source.getAddress().getHostAddress();
    int port = listener.getLocalPort();
    if (left.sources().contains(from)) {
      forward(packet, new Flow(source, port), right, listener);
    } else if (right.sources().contains(from)) {
      forward(packet, new Flow(source, port), left, listener);
    } else {
      lost.incrementAndGet();
    }
  }

  private void forward(DatagramPacket packet, Flow flow, End end, DatagramSocket listener) {
    if (outgoing.size() >= FLOWS && !outgoing.containsKey(flow)) {
      lost.incrementAndGet();
      return;
    }
    var target = new InetSocketAddress(inetAddress(end.target()), flow.port());
    // Looked up when the packet leaves: the port may have changed while it was under way.
    delay(packet, target, () -> outgoing.computeIfAbsent(flow, key -> answering(key, listener)));
  }

  /** A socket for one flow; what is answered to it goes back to the flow's source. */
  private DatagramSocket answering(Flow flow, DatagramSocket listener) {
    DatagramSocket socket = bind(0);
    read(socket, answer -> delay(answer, flow.source(), () -> listener));
    return socket;
  }

  private void delay(DatagramPacket packet, InetSocketAddress target, Sender sender) {
    byte[] content = Arrays.copyOf(packet.getData(), packet.getLength());
    if (isCut || isUnlucky() || line.getQueue().size() >= PACKETS_UNDER_WAY || isClosed) {
      lost.incrementAndGet();
      return;
    }
    line.schedule(
        () -> send(new DatagramPacket(content, content.length, target), sender),
        quality.delay().toNanos(),
        TimeUnit.NANOSECONDS);
  }

  private synchronized boolean isUnlucky() {
    return random.nextDouble() < quality.loss();
  }

  private void send(DatagramPacket packet, Sender sender) {
    try {
      sender.socket().send(packet);
      carried.incrementAndGet();
    } catch (IOException e) {
      lost.incrementAndGet(); // as on any line: nobody there, or the port has changed just now
    }
  }

  private interface Sender {
    DatagramSocket socket();
  }

  private interface Receiver {
    void receive(DatagramPacket packet);
  }

  private void read(DatagramSocket socket, Receiver receiver) {
    Thread.ofPlatform()
        .daemon()
        .name("slow-line-" + socket.getLocalPort())
        .start(() -> {
          var packet = new DatagramPacket(new byte[LARGEST_PACKET], LARGEST_PACKET);
          while (!socket.isClosed()) {
            try {
              packet.setLength(LARGEST_PACKET);
              socket.receive(packet);
            } catch (IOException e) {
              continue; // closed, or told that a former packet found nobody
            }
            receiver.receive(packet);
          }
        });
  }

  private DatagramSocket bind(int port) {
    try {
      return new DatagramSocket(port, address);
    } catch (BindException e) {
      throw new IllegalStateException(
          "UDP port %d of %s cannot be had: another line holds it, or it takes root (or sysctl net.ipv4.ip_unprivileged_port_start=500)"
              .formatted(port, address.getHostAddress()),
          e);
    } catch (SocketException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static InetAddress inetAddress(String literal) {
    try {
      return InetAddress.getByName(literal);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(literal + " is not an address", e);
    }
  }
}
