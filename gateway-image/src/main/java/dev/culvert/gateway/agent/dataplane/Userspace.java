package dev.culvert.gateway.agent.dataplane;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * charon does ESP itself (strongSwan's kernel-libipsec): it reads packets from a TUN device that
 * its routes in table 220 lead to. Two CHILD_SAs to the same prefix share one such route and lose
 * it with the first of them, so table 221 has the routes once more, kept by the agent. Behind them
 * stands an unreachable route for everything that belongs into a tunnel.
 */
public final class Userspace implements Dataplane {
  private static final String TUNNEL = "ipsec0";
  private static final Path TUN = Path.of("/dev/net/tun");
  private static final Path FORWARDING = Path.of("/proc/sys/net/ipv4/ip_forward");

  // Protocol 221 marks the routes and rules that are the agent's own.

  /** Before charon's rule, which has preference 220: no remote prefix captures our own packets. */
  private static final String OWN_PACKETS = "rule add pref 100 from %s lookup main protocol 221\n";

  /** Our questions to the pod's nameservers have no source address yet when they are routed. */
  private static final String OWN_QUESTIONS =
      "rule add pref 100 to %s iif lo ipproto %d dport 53 lookup main protocol 221\n";

  // Numbers: the image has no /etc/protocols for ip to look names up in.
  private static final int UDP = 17;
  private static final int TCP = 6;

  private static final String BEHIND_CHARON =
      "rule add pref 221 from all lookup 221 protocol 221\n";

  private final Outside outside;
  private final SystemCommands system;

  private final InsideInterfaces interfaces;
  private final RouteTable barriers;
  private final RouteTable ways;
  private @Nullable String insideAddress;
  private @Nullable String insideInterface;
  private boolean wasInside;
  private @Nullable String loopbackAddress;
  private PacketPolicy policy = PacketPolicy.CLOSED;
  private boolean admitsPeers;
  private @Nullable String ruleset;

  public Userspace(Outside outside) {
    this(outside, new SystemCommands(), InsideInterfaces::ofThisPod);
  }

  Userspace(Outside outside, SystemCommands system, InsideInterfaces interfaces) {
    this.outside = outside;
    this.system = system;
    this.interfaces = interfaces;
    this.barriers = new RouteTable(system, "unreachable", "", 200);
    this.ways = new RouteTable(system, "unicast", " dev " + TUNNEL, 100);
  }

  @Override
  public String name() {
    return "userspace";
  }

  @Override
  public void prepare() throws IOException {
    filter(PacketPolicy.CLOSED);
    if (Files.notExists(TUN)) {
      Files.createDirectories(TUN.getParent());
      system.run("", "mknod", TUN.toString(), "c", "10", "200");
    }
    // What an earlier agent of this pod left is replaced; its address goes with the next document.
    system.run("", "ip", "addr", "flush", "dev", "lo", "scope", "global");
    system.run("", "ip", "rule", "flush", "protocol", "221");
    system.run(rules(), "ip", "-batch", "-");
    barriers.empty();
    ways.empty();
  }

  private String rules() {
    var rules = new StringBuilder(OWN_PACKETS.formatted(outside.address()));
    for (var nameserver : outside.nameservers()) {
      rules
          .append(OWN_QUESTIONS.formatted(nameserver, UDP))
          .append(OWN_QUESTIONS.formatted(nameserver, TCP));
    }
    return rules.append(BEHIND_CHARON).toString();
  }

  @Override
  public void charonStarted() throws IOException {
    system.run("", "ip", "link", "set", TUNNEL, "mtu", Integer.toString(outside.tunnelMtu()), "up");
    ways.forget(); // They went with the device of the charon before.
  }

  @Override
  public void apply(PacketPolicy next) throws IOException {
    // Barriers first: what is new must find its unreachable route before anything leads to it.
    barriers.hold(Set.copyOf(next.remotePrefixes()), "");
    filter(next);
    var wanted = next.insideAddress();
    loopback(next.insideInterface() == null ? wanted : null);
    if (!Objects.equals(wanted, insideAddress)
        || !Objects.equals(next.insideInterface(), insideInterface)) {
      wasInside = false;
    }
    insideAddress = wanted;
    insideInterface = next.insideInterface();
  }

  @Override
  public boolean isInside() {
    var device = insideInterface;
    var address = insideAddress;
    boolean isInside = device == null || address == null || interfaces.has(device, address);
    if (isInside && !wasInside) {
      ways.forget(); // Routes with a source address go with the address.
    }
    wasInside = isInside;
    return isInside;
  }

  @Override
  public void admitPeers() throws IOException {
    admitsPeers = true;
    filter(policy);
  }

  @Override
  public void refusePeers() throws IOException {
    admitsPeers = false;
    filter(policy);
  }

  @Override
  public void reach(Set<Prefix> prefixes) throws IOException {
    // The kernel takes no route from an address that is not there; isInside() has them made anew.
    var source = insideInterface == null || wasInside ? insideAddress : null;
    ways.hold(prefixes, source == null ? "" : " src " + source);
  }

  private void filter(PacketPolicy next) throws IOException {
    policy = next;
    var wanted = Ruleset.render(outside, TUNNEL, policy, admitsPeers);
    if (!wanted.equals(ruleset)) {
      system.run(wanted, "nft", "-f", "-");
      ruleset = wanted;
    }
  }

  private void loopback(@Nullable String wanted) throws IOException {
    var present = loopbackAddress;
    if (wanted != null && !wanted.equals(present)) {
      system.run("", "ip", "addr", "replace", wanted + "/32", "dev", "lo");
    }
    if (present != null && !present.equals(wanted)) {
      system.run("", "ip", "addr", "del", present + "/32", "dev", "lo");
    }
    loopbackAddress = wanted;
  }

  @Override
  public List<String> obstacles() {
    try {
      return Files.readString(FORWARDING).strip().equals("1")
          ? List.of()
          : List.of("net.ipv4.ip_forward is off in the gateway's pod");
    } catch (IOException e) {
      return List.of("net.ipv4.ip_forward cannot be read in the gateway's pod");
    }
  }
}
