package dev.culvert.e2e.guest;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Device;
import dev.culvert.e2e.cluster.Repository;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * A machine that runs libreswan, a peer for gateways that is not one of them. It is emulated (QEMU
 * without KVM) in a container and has that container's place on a Docker network: its address, its
 * hardware address, its way out. The processes and the interfaces of the emulation are the
 * container's and go with it: at {@link #close()}, when this JVM ends, or after {@link #LIFE}.
 */
public final class LibreswanGuest implements AutoCloseable {
  /** After this the machine ends, whatever becomes of the JVM. */
  public static final Duration LIFE = Duration.ofMinutes(30);

  private static final Duration BOOT = Duration.ofSeconds(90);
  private static final Duration COMMAND = Duration.ofSeconds(30);
  private static final Pattern SPI = Pattern.compile("proto esp spi (0x[0-9a-f]+)");
  private static final Pattern IKE_SA =
      Pattern.compile("#(\\d+): \"([^\"]+)\".*(?:ESTABLISHED_IKE_SA|MAIN_R3|MAIN_I4)");

  /** What libreswan says when a CHILD_SA is up: of IKEv2, of IKEv1. */
  private static final Pattern CHILD_IS_UP =
      Pattern.compile("established Child SA|IPsec SA established");

  private final GenericContainer<?> container;
  private final GuestShell shell;
  private final Duration bootTime;

  /**
   * What came of an attempt.
   *
   * @param established whether every CHILD_SA came up in time
   * @param said what libreswan said meanwhile
   */
  public record Attempt(boolean established, String said) {}

  private LibreswanGuest(GenericContainer<?> container, Duration bootTime) {
    this.container = container;
    this.shell = new GuestShell(container.getContainerId());
    this.bootTime = bootTime;
  }

  /**
   * Boots a machine, at an address that Docker chooses, and returns when libreswan runs.
   *
   * @param network name or id of a Docker network
   * @param lanAddress the machine's address on the inside, where its tunnels' traffic comes from
   */
  public static LibreswanGuest boot(String network, String lanAddress) {
    return boot(network, Optional.empty(), lanAddress);
  }

  /**
   * Boots a machine and returns when libreswan runs.
   *
   * @param network name or id of a Docker network with a subnet that its maker chose
   * @param address the machine's address there
   * @param lanAddress the machine's address on the inside, where its tunnels' traffic comes from
   */
  public static LibreswanGuest boot(String network, String address, String lanAddress) {
    return boot(network, Optional.of(address), lanAddress);
  }

  private static LibreswanGuest boot(String network, Optional<String> address, String lanAddress) {
    String image = Repository.script("libreswan-guest");
    GenericContainer<?> container =
        new GenericContainer<>(DockerImageName.parse(image))
            .withNetworkMode(network)
            .withCommand(Long.toString(LIFE.toSeconds()))
            .waitingFor(Wait.forLogMessage(".*guest ready.*", 1).withStartupTimeout(BOOT))
            .withStartupAttempts(2)
            .withCreateContainerCmdModifier(create -> {
              address.ifPresent(create::withIpv4Address);
              create
                  .getHostConfig()
                  .withCapDrop(Capability.ALL)
                  .withCapAdd(Capability.NET_ADMIN)
                  .withDevices(new Device("rwm", "/dev/net/tun", "/dev/net/tun"));
            });
    long start = System.nanoTime();
    container.start();
    LibreswanGuest guest =
        new LibreswanGuest(container, Duration.ofNanos(System.nanoTime() - start));
    guest.addLanAddress(lanAddress);
    return guest;
  }

  /** The machine's address on the Docker network. */
  public String address() {
    return container.getContainerInfo().getNetworkSettings().getNetworks().values().stream()
        .map(network -> network.getIpAddress())
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("the guest is on no network"));
  }

  /** From the start of its container until libreswan ran. */
  public Duration bootTime() {
    return bootTime;
  }

  /** Gives the machine one more address on the inside. */
  public void addLanAddress(String address) {
    shell("ip addr add %s/32 dev lo".formatted(address));
  }

  /** Configures a connection, in place of one of the same name, and lets its peer initiate it. */
  public void add(LibreswanConnection connection) {
    String address = address();
    shell(
        """
        set -e
        cat >/etc/ipsec.d/%1$s.conf <<'END'
        %2$sEND
        cat >/etc/ipsec.d/%1$s.secrets <<'END'
        %3$sEND
        ipsec rereadsecrets
        for conn in %4$s; do ipsec add $conn; done
        """
            .formatted(
                connection.name(),
                connection.configuration(address),
                connection.secret(address),
                words(connection)));
  }

  /**
   * Initiates a connection that was added. Libreswan goes on trying after this has returned, until
   * {@link #down} or {@link #delete}.
   *
   * @param limit how long each of its CHILD_SAs may take, in whole seconds
   */
  public Attempt up(LibreswanConnection connection, Duration limit) {
    List<String> conns = connection.conns();
    List<String> said =
        conns.stream()
            .map(conn ->
                shell
                    .run("timeout %d ipsec up %s".formatted(limit.toSeconds(), conn), longer(limit))
                    .output())
            .toList();
    return new Attempt(
        said.stream().allMatch(one -> CHILD_IS_UP.matcher(one).find()), String.join("\n", said));
  }

  /** Ends a connection's SAs and tells the peer; attempts end too. The peer may initiate again. */
  public void down(LibreswanConnection connection) {
    shell("for conn in %s; do ipsec down $conn; done; true".formatted(words(connection)));
  }

  /** Ends a connection's SAs, tells the peer, and forgets the connection. */
  public void delete(LibreswanConnection connection) {
    down(connection);
    shell(
        """
        for conn in %1$s; do ipsec delete $conn; done
        rm -f /etc/ipsec.d/%2$s.conf /etc/ipsec.d/%2$s.secrets
        ipsec rereadsecrets
        """
            .formatted(words(connection), connection.name()));
  }

  /**
   * Replaces the CHILD_SAs of a connection that is up, as their initiator. IKEv1 knows no rekeying
   * but another Quick Mode (and libreswan 5.2 ends when it is asked for one), so that is what this
   * does then.
   */
  public void rekeyChildren(LibreswanConnection connection) {
    String command = connection.ikeVersion() == 1 ? "ipsec up" : "ipsec whack --rekey-child --name";
    shell("for conn in %s; do %s $conn || exit; done".formatted(words(connection), command));
  }

  /**
   * Replaces the IKE_SA of a connection that is up, as its initiator.
   *
   * @param connection one of IKEv2: asked for it by IKEv1, libreswan 5.2 ends; set {@code
   *     ikelifetime} instead
   */
  public void rekeyIke(LibreswanConnection connection) {
    if (connection.ikeVersion() == 1) {
      throw new IllegalArgumentException(
          "connection %s is of IKEv1, which libreswan rekeys only in time: set ikelifetime"
              .formatted(connection.name()));
    }
    shell("ipsec whack --rekey-ike --name " + connection.conns().getFirst());
  }

  /** The CHILD_SAs that are up, and what has passed through them. */
  public List<ChildTraffic> traffic() {
    return ChildTraffic.parse(shell("ipsec trafficstatus"));
  }

  /** Whether every pair of a connection has a CHILD_SA. */
  public boolean isUp(LibreswanConnection connection) {
    return traffic().stream()
        .map(ChildTraffic::conn)
        .collect(Collectors.toSet())
        .containsAll(connection.conns());
  }

  /** Waits until every pair of a connection has a CHILD_SA, whoever initiated it. */
  public void awaitUp(LibreswanConnection connection, Duration limit) {
    Awaitility.await("libreswan's connection " + connection.name())
        .atMost(limit)
        .until(() -> isUp(connection));
  }

  /** The SPIs of the kernel's ESP states, of both directions. */
  public Set<String> spis() {
    return SPI.matcher(shell("ip xfrm state"))
        .results()
        .map(found -> found.group(1))
        .collect(Collectors.toSet());
  }

  /** The numbers, new for each SA, of a connection's IKE_SAs that are established. */
  public Set<Integer> ikeSas(LibreswanConnection connection) {
    return IKE_SA
        .matcher(shell("ipsec showstates"))
        .results()
        .filter(found -> connection.conns().contains(found.group(2)))
        .map((MatchResult found) -> Integer.valueOf(found.group(1)))
        .collect(Collectors.toSet());
  }

  /** Restarts libreswan: it tells its peers that its SAs are gone, and keeps its connections. */
  public void restart() {
    shell("ipsec whack --shutdown; /guest/start-pluto");
  }

  /** Loses all SAs as a power cut does: peers hear nothing of it. The connections are kept. */
  public void loseSas() {
    shell("kill -KILL $(pidof pluto); /guest/start-pluto");
  }

  /**
   * Stops the whole machine in the middle of whatever it does; commands fail until it is thawed.
   */
  public void freeze() {
    container.getDockerClient().pauseContainerCmd(container.getContainerId()).exec();
  }

  /** Lets a frozen machine go on; its clock has not seen the time pass. */
  public void thaw() {
    container.getDockerClient().unpauseContainerCmd(container.getContainerId()).exec();
  }

  /**
   * Runs a script as root.
   *
   * @param limit whole seconds, after which it is ended
   */
  public CommandResult run(String script, Duration limit) {
    return shell.run(script, limit);
  }

  /**
   * Runs a script as root, for at most half a minute.
   *
   * @return what it wrote to stdout and stderr
   * @throws AssertionError when its exit status is not 0
   */
  public String shell(String script) {
    return shell(script, COMMAND);
  }

  /** Does the same for at most the time given, in whole seconds. */
  public String shell(String script, Duration limit) {
    CommandResult result = shell.run(script, limit);
    if (!result.succeeded()) {
      throw new AssertionError(
          "a command in the guest exited with %d: %s".formatted(result.status(), result.output()));
    }
    return result.output();
  }

  /** Libreswan's log since the machine was booted. */
  public String log() {
    return shell("cat /run/pluto/pluto.log");
  }

  /** Writes libreswan's log and the machine's console into a folder. */
  public void collectLogs(Path folder) {
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve("console.log"), container.getLogs());
      Files.writeString(folder.resolve("pluto.log"), log());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends the machine; peers hear nothing of it. */
  @Override
  public void close() {
    // Docker's engine ends what is paused only once it goes on.
    if (container.getCurrentContainerInfo().getState().getPaused()) {
      thaw();
    }
    container.stop();
  }

  private static String words(LibreswanConnection connection) {
    return String.join(" ", connection.conns());
  }

  private static Duration longer(Duration limit) {
    return limit.plusSeconds(5);
  }
}
