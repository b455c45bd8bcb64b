package dev.culvert.e2e.outside;

import static org.awaitility.Awaitility.await;

import dev.culvert.e2e.cluster.CommandFailedException;
import dev.culvert.e2e.scenario.Host;
import dev.culvert.e2e.scenario.Ping;
import dev.culvert.e2e.wan.Wan;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A VPN device of somebody else's: Debian's strongSwan with the settings it is installed with (no
 * DPD, retransmits for 165 s, one IKE_SA for a pair of identities only if the other side says it is
 * new), but for ESP in user space. The addresses behind it are its own.
 */
public final class Device implements AutoCloseable {
  private static final String PREPARE =
      """
      mkdir -p /dev/net
      mknod /dev/net/tun c 10 200
      sed -i 's/load = no/load = yes/' /etc/strongswan.d/charon/kernel-libipsec.conf
      echo 'charon { filelog { log { path = /var/log/charon.log
       default = 1
       ike_name = yes
       flush_line = yes
       time_format = %FT%TZ } } }' >/etc/strongswan.d/log.conf
      """;
  private static final String START_CHARON =
      "charon-systemd </dev/null >/dev/null 2>&1 & echo $! >/run/charon.pid";
  private static final String SWANCTL_LOG = "/var/log/swanctl.log";

  private final OutsideHost host;
  private final String address;
  private final Runnable afterwards;
  private List<DeviceConnection> connections = List.of();

  private Device(OutsideHost host, String address, Runnable afterwards) {
    this.host = host;
    this.address = address;
    this.afterwards = afterwards;
  }

  /** Starts a device with an address on the WAN, without connections. */
  public static Device on(Wan wan) {
    String address = wan.deviceAddresses().take();
    OutsideHost host = OutsideHost.on(wan.segment(), address);
    host.shell("ip route replace %s via %s".formatted(Wan.FLOOD_SOURCES, wan.attackerAddress()));
    return new Device(host, address, () -> wan.deviceAddresses().giveBack(address)).prepared();
  }

  /** Starts a device behind a router that translates its address, without connections. */
  public static Device behind(NatRouter router) {
    String address = router.nextInsideAddress();
    OutsideHost host = OutsideHost.on(router.inside(), address);
    host.shell("ip route replace default via " + router.insideAddress());
    return new Device(host, address, () -> {}).prepared();
  }

  private Device prepared() {
    host.shell(PREPARE);
    startCharon();
    return this;
  }

  /** Its own address, on the WAN or behind the router. */
  public String address() {
    return address;
  }

  /** A host behind the device, with the given address; the device's own from now on. */
  public Host hostBehind(String inside) {
    host.shell("ip address replace %s/32 dev lo".formatted(inside));
    return new HostBehind(inside);
  }

  /** Has exactly these connections, and calls where they say so. */
  public void configure(DeviceConnection... wanted) {
    connections = List.of(wanted);
    host.write("/etc/swanctl/conf.d/device.conf", configuration());
    load();
  }

  /**
   * Brings up every child of a connection, and waits for them.
   *
   * @throws CommandFailedException with charon's log, when one does not come up within 30 s
   */
  public void initiate(String connection) {
    children(connection)
        .forEach(child ->
            host.shell(
                "swanctl --initiate --ike %s --child %s --timeout 30 2>>%s"
                    .formatted(connection, child, SWANCTL_LOG)));
  }

  /** Takes a connection down, and says so to the other side, which has five seconds to answer. */
  public void terminate(String connection) {
    swanctl("--terminate --force --timeout 5 --ike " + connection);
  }

  /** Asks for new keys of a connection's IKE_SA, and does not wait. */
  public void rekeyIke(String connection) {
    swanctl("--rekey --ike " + connection);
  }

  /** Asks for new keys of every child of a connection, and does not wait. */
  public void rekeyChildren(String connection) {
    children(connection).forEach(child -> swanctl("--rekey --child " + child));
  }

  /** Restarts charon, which takes its connections down and says so. */
  public void restart() {
    host.shell("kill $(cat /run/charon.pid)");
    awaitEnd();
    startCharon();
    load();
  }

  /** Kills charon and starts it again: its SAs are gone, and nobody was told. */
  public void loseSas() {
    host.shell("kill -KILL $(cat /run/charon.pid)");
    awaitEnd();
    startCharon();
    load();
  }

  /** Stops charon where it is: it neither answers nor passes anything on. */
  public void freeze() {
    host.shell("kill -STOP $(cat /run/charon.pid)");
  }

  /** Lets a frozen charon go on. */
  public void thaw() {
    host.shell("kill -CONT $(cat /run/charon.pid)");
  }

  /** Gives up a peer that does not answer after 11 s in place of 165 s, from its next start on. */
  public void giveUpSoon() {
    host.shell("echo 'charon { retransmit_tries = 1 }' >/etc/strongswan.d/patience.conf");
  }

  /** Drops IKE and ESP in UDP of everybody but one, and counts it, in place of what was before. */
  public void acceptOnlyFrom(String only) {
    host.shell(
        """
        nft 'table ip firewall; delete table ip firewall; table ip firewall {
          counter refused {}
          chain in {
            type filter hook input priority 0
            udp dport { 500, 4500 } ip saddr != %s counter name refused drop
          }
        }'\
        """
            .formatted(only));
  }

  /** How many packets {@link #acceptOnlyFrom} has dropped since it was called. */
  public long refusedPackets() {
    return Long.parseLong(
        host.shell(
                "nft list counter ip firewall refused | sed -n 's/.*packets \\([0-9]*\\).*/\\1/p'")
            .strip());
  }

  /** Every IKE_SA, attempts too. */
  public List<DeviceSa> sas() {
    return DeviceSa.parse(swanctl("--list-sas"));
  }

  /** Waits until every child of a connection is installed. */
  public void awaitUp(String connection) {
    await(address + " has " + connection + " up")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> isUp(connection));
  }

  /** Whether every child of a connection is installed. */
  public boolean isUp(String connection) {
    List<DeviceSa> found = sas().stream().filter(sa -> sa.connection().equals(connection)).toList();
    return children(connection).stream()
        .allMatch(child -> found.stream().anyMatch(sa -> sa.isInstalled(child)));
  }

  /** Starts sending echo requests from an address behind the device. */
  public Ping ping(Host from, String target, int count) {
    return Ping.of(host.start(Ping.command(from.address(), target, count)), count);
  }

  /** How many lines charon has written that have what grep finds by the pattern. */
  public long logged(String pattern) {
    return Long.parseLong(
        host.shell("grep -c '%s' /var/log/charon.log || true".formatted(pattern)).strip());
  }

  /** Charon's log since the device was started. */
  public String log() {
    return host.shell("cat /var/log/charon.log");
  }

  @Override
  public void close() {
    host.close();
    afterwards.run();
  }

  private List<String> children(String connection) {
    return connections.stream()
        .filter(known -> known.name().equals(connection))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("there is no connection " + connection))
        .childNames();
  }

  private String configuration() {
    return Stream.of(
            Stream.of("connections {"),
            connections.stream().map(DeviceConnection::connectionSection),
            Stream.of("}\nsecrets {"),
            connections.stream().map(DeviceConnection::secretSection),
            Stream.of("}\n"))
        .flatMap(lines -> lines)
        .collect(Collectors.joining("\n"));
  }

  private void load() {
    swanctl("--load-all");
  }

  private String swanctl(String arguments) {
    return host.shell("swanctl %s 2>>%s".formatted(arguments, SWANCTL_LOG));
  }

  private void startCharon() {
    host.shell(START_CHARON);
    await("charon answers")
        .pollInterval(Duration.ofMillis(50))
        .ignoreExceptionsInstanceOf(CommandFailedException.class)
        .until(() -> swanctl("--stats").contains("kernel-libipsec"));
  }

  private void awaitEnd() {
    await("charon has ended")
        .pollInterval(Duration.ofMillis(50))
        .until(() ->
            host.shell("kill -0 $(cat /run/charon.pid) 2>/dev/null && echo there || true")
                .isEmpty());
  }

  private final class HostBehind implements Host {
    private final String inside;

    HostBehind(String inside) {
      this.inside = inside;
    }

    @Override
    public String address() {
      return inside;
    }

    @Override
    public String shell(String line) {
      return host.shell(line);
    }
  }
}
