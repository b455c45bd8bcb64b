package dev.culvert.e2e.gateway;

import com.github.dockerjava.api.model.Network.Ipam;
import dev.culvert.operator.pki.CertificateAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.testcontainers.containers.Network;
import org.testcontainers.lifecycle.Startables;

/** A Docker network and the gateways on it. */
final class GatewayNetwork implements AutoCloseable {
  private final String subnet;
  private final Path directory;
  private final Network network;
  private final CertificateAuthority authority;
  private final List<GatewayContainer> gateways = new ArrayList<>();
  private final List<ToolsContainer> machines = new ArrayList<>();

  /**
   * Creates the network.
   *
   * @param subnet its first three octets
   * @param directory an empty directory for the gateways' Secrets
   */
  GatewayNetwork(String subnet, Path directory) throws Exception {
    this.subnet = subnet;
    this.directory = directory;
    this.network =
        Network.builder()
            .createNetworkCmdModifier(create ->
                create.withIpam(
                    new Ipam().withConfig(new Ipam.Config().withSubnet(subnet + ".0/24"))))
            .build();
    this.authority = CertificateAuthority.create(Clock.systemUTC());
  }

  /** A gateway for the network {@code 10.<number>.0.0/16}, at the address of that number. */
  GatewayContainer gateway(String letter, int number) throws IOException {
    return gateway(letter, number, 10 + number);
  }

  /** A gateway at the given address; it may stand for the same network as another one. */
  GatewayContainer gateway(String letter, int number, int host) throws IOException {
    var files = Files.createDirectory(directory.resolve(letter + "-" + host));
    var gateway = new GatewayContainer(letter, number, network, address(host), authority, files);
    gateways.add(gateway);
    return gateway;
  }

  String address(int host) {
    return subnet + "." + host;
  }

  /** Starts a machine at the given address that is no gateway. */
  ToolsContainer machine(int host) {
    var machine = ToolsContainer.at(address(host), network);
    machines.add(machine);
    machine.start();
    return machine;
  }

  /** Starts all gateways at once. */
  void start() {
    Startables.deepStart(gateways).join();
  }

  /** Keeps the logs and removes everything. */
  @Override
  public void close() throws IOException {
    var logs = Files.createDirectories(Path.of("target", "gateway-logs", subnet));
    for (var gateway : gateways) {
      Files.writeString(
          logs.resolve(gateway.name() + "-" + gateway.outsideAddress() + ".log"),
          gateway.getLogs());
      gateway.stop();
    }
    machines.forEach(ToolsContainer::stop);
    network.close();
  }
}
