package dev.culvert.e2e.cluster;

import static org.testcontainers.k3s.K3sContainer.KUBE_SECURE_PORT;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;
import dev.culvert.e2e.wan.Segment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.BindMode;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * The container that is the cluster's node, with the faults tests put it through. Its API server
 * keeps its port on the host over restarts, and its disk is the container's, so that a restarted
 * node comes back as the same cluster.
 */
public final class Node {

  private static final String INTERFACE = "eth0";
  private static final String REJECT_API_SERVER =
      "INPUT -p tcp --dport " + KUBE_SECURE_PORT + " -j REJECT --reject-with tcp-reset";

  private final K3sContainer container;

  private Node(K3sContainer container) {
    this.container = container;
  }

  /**
   * Starts a node and waits until it is ready.
   *
   * @param image rancher/k3s or its stand-in
   * @param images an archive of {@code docker save}, imported before the node takes pods
   * @param place where the container is to be and for how long
   */
  static Node start(String image, Path images, Consumer<K3sContainer> place) {
    K3sContainer container =
        new K3sContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("rancher/k3s"));
    container.setExposedPorts(List.of(KUBE_SECURE_PORT));
    container.setCommand(
        "server",
        "--disable=traefik",
        "--tls-san=" + container.getHost(),
        "--kube-proxy-arg=iptables-min-sync-period=100ms");
    container.withFileSystemBind(
        images.toString(),
        "/var/lib/rancher/k3s/agent/images/" + images.getFileName(),
        BindMode.READ_ONLY);
    container.withCreateContainerCmdModifier(command -> keepPort(command, container.getHost()));
    askForNoMoreThanTheHostGrants(container);
    place.accept(container);
    container.start();
    return new Node(container);
  }

  /** Lets a node outlive this JVM; any other container of its name is removed. */
  static Consumer<K3sContainer> keptAs(String name) {
    return container -> {
      remove(name);
      container.withReuse(true); // keeps Testcontainers from removing it at the end
      container.withCreateContainerCmdModifier(
          command -> command.withName(name).withHostName(name));
    };
  }

  /** Puts a node on a segment, where it keeps its address over restarts. */
  static Consumer<K3sContainer> on(Segment segment, String address) {
    return container -> {
      container.withNetwork(segment.network());
      container.withCreateContainerCmdModifier(command -> command.withIpv4Address(address));
    };
  }

  /**
   * Testcontainers asks for a privileged container; where there can be none, every capability there
   * is will do.
   */
  static void askForNoMoreThanTheHostGrants(K3sContainer container) {
    if (!HostCapabilities.ofThisMachine().allowPrivileged()) {
      container.withPrivilegedMode(false);
      container.withCreateContainerCmdModifier(Node::grantWhatCanBeHad);
    }
  }

  /** Removes a node that was kept; nothing happens where there is none of that name. */
  static void remove(String name) {
    DockerClientFactory.lazyClient()
        .listContainersCmd()
        .withShowAll(true)
        .withNameFilter(List.of("^/" + name + "$"))
        .exec()
        .forEach(found ->
            DockerClientFactory.lazyClient()
                .removeContainerCmd(found.getId())
                .withForce(true)
                .withRemoveVolumes(true)
                .exec());
  }

  /** The container's id. */
  public String id() {
    return container.getContainerId();
  }

  /** The arguments the container was started with. */
  public String[] arguments() {
    return container.getCommandParts();
  }

  /** The admin's kubeconfig, for use on this host. */
  public String kubeconfig() {
    return container.getKubeConfigYaml();
  }

  /**
   * Runs a program on the node.
   *
   * @return what it wrote to stdout
   * @throws CommandFailedException when it exits with another code than 0
   */
  public String exec(String... words) {
    return Command.of("docker", "exec", id()).with(words).run();
  }

  /** Starts a program on the node; stdout and stderr come as one stream. */
  public Process start(String... words) {
    return Command.of("docker", "exec", id()).with(words).start();
  }

  /**
   * Lets the node's pods use the images of an archive.
   *
   * @param archive what {@code docker save} has written
   */
  public void load(Path archive) {
    // Not by `docker cp`, which fails once the archive that the node was started with is removed.
    Command.of("docker", "exec", "--interactive", id())
        .with("ctr", "-n", "k8s.io", "images", "import", "-")
        .run(archive);
  }

  /** Leaves a file on the node, in a folder that is made where there is none. */
  public void put(Path file, String path) {
    Command.of("docker", "exec", "--interactive", id())
        .with("sh", "-c", "mkdir -p $(dirname %1$s) && cat > %1$s".formatted(path))
        .run(file);
  }

  /** Stops and starts the node as a reboot does; returns while it is still coming up. */
  public void restart() {
    container.getDockerClient().restartContainerCmd(id()).exec();
  }

  /**
   * Forgets every connection that the node keeps track of, as a node does that restarts or whose
   * table is full: what is translated to a pod is translated anew.
   */
  public void flushConntrack() {
    exec("sh", "-c", "conntrack -F 2>&1");
  }

  /** Adds an address to the node's interface; nothing changes where it has it. */
  public void addAddress(String address) {
    exec("ip", "address", "replace", address + "/32", "dev", INTERFACE);
  }

  /** Takes an address away that {@link #addAddress} gave; nothing changes where it is gone. */
  public void removeAddress(String address) {
    exec("sh", "-c", "ip address delete %s/32 dev %s 2>&1 || true".formatted(address, INTERFACE));
  }

  /** Sends what is for a prefix by way of another host, until the node restarts. */
  void route(String prefix, String via) {
    exec("ip", "route", "replace", prefix, "via", via);
  }

  /** Takes the API server away from everybody: connections are reset, new ones refused. */
  public void cutApiServer() {
    exec(("iptables -I " + REJECT_API_SERVER).split(" "));
  }

  /** Gives the API server back. */
  public void restoreApiServer() {
    exec(("iptables -D " + REJECT_API_SERVER).split(" "));
  }

  /** Removes the node with all its state. */
  void remove() {
    container.stop();
  }

  private static HostConfig hostConfig(CreateContainerCmd command) {
    HostConfig config = command.getHostConfig();
    if (config == null) {
      throw new IllegalStateException(
          "Testcontainers made a container without a host configuration");
    }
    return config;
  }

  /**
   * Docker would choose another port at each start; and nobody but this machine has business with
   * the cluster.
   */
  private static void keepPort(CreateContainerCmd command, String host) {
    Binding binding =
        host.equals("localhost")
            ? Binding.bindIpAndPort("127.0.0.1", freePort())
            : Binding.bindPort(freePort());
    hostConfig(command)
        .withPortBindings(new PortBinding(binding, ExposedPort.tcp(KUBE_SECURE_PORT)));
  }

  private static void grantWhatCanBeHad(CreateContainerCmd command) {
    hostConfig(command)
        .withCapAdd(Capability.ALL)
        .withCapDrop(Capability.SYS_RESOURCE)
        .withSecurityOpts(List.of("seccomp=unconfined", "apparmor=unconfined"))
        .withDeviceCgroupRules(List.of("a *:* rwm"));
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
