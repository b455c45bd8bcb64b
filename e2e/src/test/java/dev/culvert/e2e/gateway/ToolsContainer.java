package dev.culvert.e2e.gateway;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.Device;
import dev.culvert.e2e.cluster.Repository;
import java.io.IOException;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/** A container of tools: a machine of its own, or one more inside a gateway. */
final class ToolsContainer extends GenericContainer<ToolsContainer> {
  private static final String IMAGE = "culvert/e2e-tools:dev";

  private ToolsContainer() {
    super(image());
    withCreateContainerCmdModifier(create ->
        create
            .getHostConfig()
            .withCapAdd(Capability.NET_ADMIN, Capability.SYS_ADMIN)
            .withDevices(new Device("rwm", "/dev/net/tun", "/dev/net/tun")));
  }

  private static DockerImageName image() {
    Repository.script("build-e2e-tools");
    return DockerImageName.parse(IMAGE);
  }

  /** A machine at the given address. */
  static ToolsContainer at(String address, Network network) {
    return new ToolsContainer()
        .withNetwork(network)
        .withCreateContainerCmdModifier(create -> create.withIpv4Address(address));
  }

  /** Shares the network of a gateway that runs. */
  static ToolsContainer in(GatewayContainer gateway) {
    return new ToolsContainer().withNetworkMode("container:" + gateway.getContainerId());
  }

  /** Writes a file of text. */
  void write(String path, String text) {
    copyFileToContainer(Transferable.of(text), path);
  }

  /** Runs a shell command and returns what it printed, whatever its status. */
  String shell(String command) {
    try {
      return execInContainer("sh", "-c", command + " 2>&1").getStdout();
    } catch (IOException e) {
      throw new IllegalStateException("cannot run " + command, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted in " + command, e);
    }
  }
}
