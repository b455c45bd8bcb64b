package dev.culvert.e2e.gateway;

import com.github.dockerjava.api.model.Capability;
import dev.culvert.gateway.contract.Contract;
import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.gateway.contract.GatewayState;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelState;
import dev.culvert.operator.pki.CertificateAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.utility.DockerImageName;

/**
 * One gateway under the restrictions of its pod: three capabilities, a read-only root, its Secrets
 * mounted, a volume in memory.
 */
final class GatewayContainer extends GenericContainer<GatewayContainer> {
  private static final String IMAGE = "culvert/gateway:dev";
  private static final String EPOCH = "test";
  private static final Pattern RECEIVED =
      Pattern.compile("(\\d+) packets transmitted, (\\d+) received");

  private final String letter;
  private final int number;
  private final AtomicLong revision = new AtomicLong();
  private final AgentApi api;

  /**
   * Creates the container of gateway {@code gw-<letter>}, whose network is {@code 10.<number>/16}.
   *
   * @param address its outside address
   * @param files an empty directory for its Secrets
   */
  GatewayContainer(
      String letter,
      int number,
      Network network,
      String address,
      CertificateAuthority authority,
      Path files)
      throws IOException {
    super(DockerImageName.parse(IMAGE));
    this.letter = letter;
    this.number = number;
    this.api = new AgentApi(authority);
    writeSecrets(authority, files);
    withNetwork(network);
    withExposedPorts(Contract.API_PORT);
    withEnv("CULVERT_GATEWAY", name());
    withEnv("CULVERT_OUTSIDE_ADDRESS", address);
    withFileSystemBind(files.toString(), "/etc/culvert/tls", BindMode.READ_ONLY);
    withTmpFs(Map.of("/run/culvert", "rw"));
    waitingFor(Wait.forLogMessage(".*the API is served.*", 1));
    withCreateContainerCmdModifier(create -> {
      create.withIpv4Address(address);
      create
          .getHostConfig()
          .withReadonlyRootfs(true)
          .withCapDrop(Capability.ALL)
          .withCapAdd(Capability.NET_ADMIN, Capability.NET_BIND_SERVICE, Capability.MKNOD)
          .withDeviceCgroupRules(List.of("c 10:200 rwm"))
          .withSysctls(Map.of("net.ipv4.ip_forward", "1", "net.ipv4.ping_group_range", "0 0"));
    });
  }

  private void writeSecrets(CertificateAuthority authority, Path files) throws IOException {
    var certificate = authority.gatewayCertificate(name());
    Files.writeString(files.resolve("tls.crt"), certificate.certificatePem());
    Files.writeString(files.resolve("tls.key"), certificate.privateKeyPem());
    Files.writeString(files.resolve("ca.crt"), authority.bundlePem());
  }

  String name() {
    return "gw-" + letter;
  }

  String letter() {
    return letter;
  }

  String prefix() {
    return "10." + number + ".0.0/16";
  }

  String insideAddress() {
    return "10." + number + ".255.228";
  }

  String outsideAddress() {
    return getEnvMap().get("CULVERT_OUTSIDE_ADDRESS");
  }

  /** Pushes a document with exactly these tunnels; returns the state it led to. */
  GatewayState carry(TunnelConfig... tunnels) {
    return api.push(
        getMappedPort(Contract.API_PORT),
        new GatewayConfig(
            Contract.VERSION,
            name(),
            EPOCH,
            revision.incrementAndGet(),
            insideAddress(),
            null,
            List.of(prefix()),
            List.of(tunnels)));
  }

  GatewayState state() {
    return api.state(getMappedPort(Contract.API_PORT));
  }

  /** What the gateway says of its tunnel to another gateway. */
  TunnelState tunnelTo(GatewayContainer peer) {
    var id = Tunnels.id(this, peer);
    return state().tunnels().stream()
        .filter(tunnel -> tunnel.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name() + " knows no tunnel " + id));
  }

  /** Runs a shell command in the container and returns what it printed, whatever its status. */
  String shell(String command) {
    try {
      var result = execInContainer("sh", "-c", command + " 2>&1");
      return result.getStdout();
    } catch (IOException e) {
      throw new IllegalStateException("cannot run in " + name() + ": " + command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in " + name() + ": " + command, e);
    }
  }

  /** Pings an address ten times a second; how many answers did not come. */
  int lostPings(String address, int count) {
    var output = shell("ping -n -q -i 0.1 -W 2 -c %d %s".formatted(count, address));
    var found = RECEIVED.matcher(output);
    if (!found.find()) {
      throw new AssertionError("no ping from " + name() + " to " + address + ": " + output);
    }
    return Integer.parseInt(found.group(1)) - Integer.parseInt(found.group(2));
  }

  void killCharon() {
    shell("kill -9 $(pidof charon-systemd)");
  }
}
