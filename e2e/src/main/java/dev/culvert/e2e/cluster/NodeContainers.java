package dev.culvert.e2e.cluster;

import static org.testcontainers.k3s.K3sContainer.KUBE_SECURE_PORT;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.command.InspectContainerResponse;
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
import java.util.UUID;
import java.util.function.Consumer;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.BindMode;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * Makes the containers that are one cluster's nodes, by what rancher/k3s asks of those who start
 * it.
 *
 * @param image rancher/k3s or its stand-in
 * @param images an archive of {@code docker save}, imported before a node takes pods
 * @param token what lets a node into the cluster
 */
record NodeContainers(String image, Path images, String token) {
  /** More than the kubelet takes by default; a node's podCIDR has addresses for 253. */
  private static final String MANY_PODS = "--kubelet-arg=max-pods=300";

  /** For a new cluster, with the product's images of now. */
  static NodeContainers ofNewCluster() {
    return new NodeContainers(
        Repository.script("cluster-image"),
        Path.of(Repository.script("build-images")),
        UUID.randomUUID().toString());
  }

  /**
   * Starts the cluster's first node and waits until it is ready.
   *
   * @param place where the container is to be and for how long
   */
  Node startServer(Consumer<K3sContainer> place) {
    K3sContainer container = new K3sContainer(imageName());
    container.setExposedPorts(List.of(KUBE_SECURE_PORT));
    container.setCommand(
        "server",
        "--disable=traefik",
        "--tls-san=" + container.getHost(),
        "--token=" + token,
        MANY_PODS,
        "--kube-proxy-arg=iptables-min-sync-period=100ms");
    container.withCreateContainerCmdModifier(command -> keepPort(command, container.getHost()));
    return start(container, place);
  }

  /**
   * Starts a node that joins the cluster, and does not wait until it has.
   *
   * @param server the cluster's first node
   * @param place where the container is to be and for how long
   */
  Node startAgent(Node server, Consumer<K3sContainer> place) {
    K3sContainer container = new Agent(imageName());
    container.setExposedPorts(List.of());
    container.setCommand(
        "agent",
        "--server=https://%s:%d".formatted(server.address(), KUBE_SECURE_PORT),
        "--token=" + token,
        MANY_PODS,
        "--kube-proxy-arg=iptables-min-sync-period=100ms");
    container.waitingFor(Wait.forListeningPort());
    return start(container, place);
  }

  private Node start(K3sContainer container, Consumer<K3sContainer> place) {
    container.withFileSystemBind(
        images.toString(),
        "/var/lib/rancher/k3s/agent/images/" + images.getFileName(),
        BindMode.READ_ONLY);
    askForNoMoreThanTheHostGrants(container);
    place.accept(container);
    container.start();
    return new Node(container);
  }

  /** A node that has no API server, and so no kubeconfig of the admin's to be looked for. */
  private static final class Agent extends K3sContainer {
    Agent(DockerImageName image) {
      super(image);
    }

    @Override
    protected void containerIsStarted(InspectContainerResponse started) {}
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
      container.withCreateContainerCmdModifier(NodeContainers::grantWhatCanBeHad);
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

  private DockerImageName imageName() {
    return DockerImageName.parse(image).asCompatibleSubstituteFor("rancher/k3s");
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
