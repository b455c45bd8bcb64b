package dev.culvert.e2e.outside;

import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.ContainerNetwork.Ipam;
import com.github.dockerjava.api.model.HostConfig;
import dev.culvert.e2e.cluster.Command;
import dev.culvert.e2e.cluster.Repository;
import dev.culvert.e2e.scenario.Shell;
import dev.culvert.e2e.wan.Segment;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.utility.DockerImageName;

/**
 * A machine outside clusters: a container with the tools' programs, which may do with its own
 * network what it likes. Forwards packets, and answers for an address only on the wire that has it.
 */
final class OutsideHost implements Shell, AutoCloseable {
  private static final DockerImageName IMAGE = DockerImageName.parse("culvert/e2e-tools:dev");
  private static final Map<String, String> KERNEL_SETTINGS =
      Map.of(
          "net.ipv4.ip_forward", "1",
          "net.ipv4.conf.all.arp_ignore", "1",
          "net.ipv4.conf.all.arp_announce", "2");

  private final GenericContainer<?> container;

  private OutsideHost(GenericContainer<?> container) {
    this.container = container;
  }

  /** Starts a machine with one address. */
  static OutsideHost on(Segment segment, String address) {
    return start(container -> {
      container.withNetwork(segment.network());
      container.withCreateContainerCmdModifier(command -> {
        command.withIpv4Address(address);
        config(command.getHostConfig()).withSysctls(KERNEL_SETTINGS);
      });
    });
  }

  /** Starts a program's surroundings in which the network is that of the engine's own host. */
  static OutsideHost inNetworkOfTheEngine() {
    return start(container -> container.withNetworkMode("host"));
  }

  private static OutsideHost start(Consumer<GenericContainer<?>> place) {
    Repository.script("build-e2e-tools");
    GenericContainer<?> container = new GenericContainer<>(IMAGE);
    // Not `sleep` alone: the first process buries those whose parents have ended.
    container.withCommand("bash", "-c", "sleep infinity & wait");
    container.withCreateContainerCmdModifier(command ->
        config(command.getHostConfig())
            .withCapAdd(Capability.NET_ADMIN, Capability.NET_RAW, Capability.MKNOD)
            .withDeviceCgroupRules(List.of("c 10:200 rwm")));
    place.accept(container);
    container.start();
    return new OutsideHost(container);
  }

  /** Puts the machine on a further segment. */
  void connect(Segment segment, String address) {
    container
        .getDockerClient()
        .connectToNetworkCmd()
        .withContainerId(container.getContainerId())
        .withNetworkId(segment.network().getId())
        .withContainerNetwork(
            new ContainerNetwork().withIpamConfig(new Ipam().withIpv4Address(address)))
        .exec();
  }

  @Override
  public String shell(String line) {
    return command("sh", "-e", "-c", line).run();
  }

  /** Starts a line of shell; stdout and stderr come as one stream. */
  Process start(String line) {
    return command("sh", "-c", line).start();
  }

  /** Leaves a text in a file, which no command line shows. */
  void write(String path, String text) {
    container.copyFileToContainer(Transferable.of(text), path);
  }

  @Override
  public void close() {
    container.stop();
  }

  private Command command(String... words) {
    return Command.of("docker", "exec", container.getContainerId()).with(words);
  }

  private static HostConfig config(HostConfig config) {
    if (config == null) {
      throw new IllegalStateException(
          "Testcontainers made a container without a host configuration");
    }
    return config;
  }
}
