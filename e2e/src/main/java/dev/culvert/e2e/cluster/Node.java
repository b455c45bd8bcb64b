package dev.culvert.e2e.cluster;

import static org.testcontainers.k3s.K3sContainer.KUBE_SECURE_PORT;

import com.github.dockerjava.api.model.ContainerNetwork;
import java.nio.file.Path;
import java.util.Objects;
import org.testcontainers.k3s.K3sContainer;

/**
 * The container that is a node of the cluster, with the faults tests put it through. Its API
 * server, where it has one, keeps its port on the host over restarts, and its disk is the
 * container's, so that a restarted node comes back as the same.
 */
public final class Node {

  private static final String INTERFACE = "eth0";
  private static final String REJECT_API_SERVER =
      "INPUT -p tcp --dport " + KUBE_SECURE_PORT + " -j REJECT --reject-with tcp-reset";

  private final K3sContainer container;

  Node(K3sContainer container) {
    this.container = container;
  }

  /** The container's id. */
  public String id() {
    return container.getContainerId();
  }

  /** The arguments the container was started with. */
  public String[] arguments() {
    return container.getCommandParts();
  }

  /** What Kubernetes calls it. */
  public String name() {
    return String.valueOf(container.getContainerInfo().getConfig().getHostName());
  }

  /** The address that other nodes have for it. */
  public String address() {
    return container.getCurrentContainerInfo().getNetworkSettings().getNetworks().values().stream()
        .map(ContainerNetwork::getIpAddress)
        .filter(Objects::nonNull)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("node " + name() + " is on no network"));
  }

  /** Whether its container runs, be it frozen. */
  boolean isRunning() {
    return container.isRunning();
  }

  /** The admin's kubeconfig, for use on this host; the cluster's first node alone has it. */
  String kubeconfig() {
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

  /** Cuts its power: nothing on it ends in good order. */
  public void powerOff() {
    container.getDockerClient().killContainerCmd(id()).exec();
  }

  /** Gives it power again; returns while it is still coming up. */
  public void powerOn() {
    container.getDockerClient().startContainerCmd(id()).exec();
  }

  /**
   * Stops every process of the node and its pods in the middle of whatever it does; only the kernel
   * goes on: it forwards packets, and answers echo requests.
   */
  public void freeze() {
    container.getDockerClient().pauseContainerCmd(id()).exec();
  }

  /** Lets them all go on after {@link #freeze}, as if no time had passed. */
  public void thaw() {
    container.getDockerClient().unpauseContainerCmd(id()).exec();
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
}
