package dev.culvert.e2e.cluster;

import dev.culvert.e2e.wan.Wan;
import dev.culvert.e2e.wan.Wan.Seat;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.awaitility.Awaitility;
import org.testcontainers.k3s.K3sContainer;

/**
 * A real Kubernetes cluster of one node, with the product's images on it and, on demand, its chart
 * installed.
 */
public final class TestCluster implements AutoCloseable {

  private static final Supplier<TestCluster> SHARED = new Once<>(() -> startOnWan(0));
  private static final Supplier<TestCluster> SECOND = new Once<>(() -> startOnWan(1));

  private final Node node;
  private final Optional<Seat> seat;
  private final KubernetesClient client;
  private final Supplier<CulvertRelease> culvert;
  private final AtomicInteger namespaces = new AtomicInteger();

  private TestCluster(Node node, Optional<Seat> seat, Path kubeconfig) {
    this.node = node;
    this.seat = seat;
    this.client =
        new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(node.kubeconfig())).build();
    this.culvert = new Once<>(() -> CulvertRelease.install(kubeconfig));
  }

  /**
   * The cluster that the tests of this JVM share; started by the first who asks, removed when the
   * JVM ends. Its node is on the {@linkplain Wan#shared() WAN}.
   */
  public static TestCluster shared() {
    return SHARED.get();
  }

  /** A further cluster on the same WAN, shared and removed likewise. */
  static TestCluster second() {
    return SECOND.get();
  }

  /**
   * A new cluster that outlives this JVM, in place of the one there was: scripts/kubectl talks to
   * it by the kubeconfig that this leaves in the cache, scripts/demo-down removes it.
   */
  public static TestCluster demo() {
    Path kubeconfig = Repository.cache().resolve("demo.kubeconfig");
    return new TestCluster(
        startNode(Node.keptAs("culvert-demo"), kubeconfig), Optional.empty(), kubeconfig);
  }

  private static TestCluster startOnWan(int number) {
    Wan wan = Wan.shared();
    Seat seat = wan.seats().get(number);
    Path kubeconfig = newKubeconfig();
    Node node = startNode(Node.on(wan.segment(), seat.nodeAddress()), kubeconfig);
    TestCluster cluster = new TestCluster(node, Optional.of(seat), kubeconfig);
    cluster.keepAnswersToFloodsOnTheWan();
    return cluster;
  }

  private static Path newKubeconfig() {
    try {
      Path kubeconfig = Files.createTempFile("culvert-e2e-", ".kubeconfig");
      kubeconfig.toFile().deleteOnExit();
      return kubeconfig;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Node startNode(Consumer<K3sContainer> place, Path kubeconfig) {
    String image = Repository.script("cluster-image");
    Path productImages = Path.of(Repository.script("build-images"));
    Node node = Node.start(image, productImages, place);
    writeKubeconfig(node.kubeconfig(), kubeconfig);
    return node;
  }

  /** Culvert on this cluster; the chart is installed, and its operator ready, at the first call. */
  public CulvertRelease culvert() {
    return culvert.get();
  }

  /** The node's container. */
  public Node node() {
    return node;
  }

  /**
   * The cluster's place on the WAN.
   *
   * @throws IllegalStateException when it is on none: the demo's
   */
  public Seat seat() {
    return seat.orElseThrow(() -> new IllegalStateException("this cluster is on no WAN"));
  }

  /** A client with all rights; it stays usable over restarts of the node. */
  public KubernetesClient client() {
    return client;
  }

  /**
   * Runs {@code kubectl} on the node, with all rights.
   *
   * @return what it wrote to stdout
   * @throws CommandFailedException when it exits with another code than 0
   */
  public String kubectl(String... arguments) {
    return Command.of("docker", "exec", node.id(), "kubectl").with(arguments).run();
  }

  /**
   * Makes a namespace as a careful tenant has it: Pod Security enforces {@code restricted}.
   *
   * @return its name, which starts with the given words and is new on this cluster
   */
  public String newNamespace(String words) {
    String name = words + "-" + namespaces.incrementAndGet();
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .create();
    return name;
  }

  /** Restarts the node and waits until it is ready again (its pods may still be starting then). */
  public void restartNode() {
    Instant restarted = Instant.now();
    node.restart();
    keepAnswersToFloodsOnTheWan();
    Awaitility.await("node ready again")
        .atMost(Duration.ofMinutes(2))
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptionsInstanceOf(KubernetesClientException.class)
        .until(() -> isReadySince(restarted));
  }

  private void keepAnswersToFloodsOnTheWan() {
    if (seat.isPresent()) {
      node.route(Wan.FLOOD_SOURCES, Wan.shared().attackerAddress());
    }
  }

  /** The file holds the admin's key: its owner alone may read it. */
  private static void writeKubeconfig(String content, Path file) {
    try {
      Files.deleteIfExists(file);
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
      Files.writeString(file, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean isReadySince(Instant start) {
    return client.nodes().list().getItems().stream()
        .flatMap(found -> found.getStatus().getConditions().stream())
        .filter(condition -> condition.getType().equals("Ready"))
        .anyMatch(condition -> isTrueSince(condition, start));
  }

  /**
   * The API server's times have whole seconds, and a condition of the node's former life is no
   * news.
   */
  private static boolean isTrueSince(NodeCondition condition, Instant start) {
    return condition.getStatus().equals("True")
        && Instant.parse(condition.getLastHeartbeatTime()).isAfter(start.minusSeconds(1));
  }

  /**
   * Writes all there is to know about the cluster into a folder, for whoever looks into a failure.
   */
  public void collectLogs(Path folder) {
    ClusterLogs.collect(node, folder);
  }

  /** Removes the cluster with all its state. */
  @Override
  public void close() {
    client.close();
    node.remove();
  }
}
