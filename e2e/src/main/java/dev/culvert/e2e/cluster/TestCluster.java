package dev.culvert.e2e.cluster;

import dev.culvert.e2e.wan.Wan;
import dev.culvert.e2e.wan.Wan.Seat;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * A real Kubernetes cluster of one node, with the product's images on it and, on demand, its chart
 * installed. On demand it has a second node, which takes no pods but those that name it, so that
 * tests of one node are not disturbed.
 */
public final class TestCluster implements AutoCloseable {

  private static final Supplier<TestCluster> SHARED = new Once<>(() -> startOnWan(0));
  private static final Supplier<TestCluster> SECOND = new Once<>(() -> startOnWan(1));
  private static final Duration START_LIMIT = Duration.ofMinutes(2);

  private final Nodes nodes;
  private final Optional<Seat> seat;
  private final KubernetesClient client;
  private final CulvertRelease release;
  private final Supplier<CulvertRelease> culvert;
  private final Supplier<Node> secondNode = new Once<>(this::join);
  private final AtomicInteger namespaces = new AtomicInteger();

  private TestCluster(Nodes nodes, Optional<Seat> seat, Path kubeconfig) {
    this.nodes = nodes;
    this.seat = seat;
    String content = nodes.first().kubeconfig();
    writeKubeconfig(content, kubeconfig);
    this.client = new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(content)).build();
    this.release = new CulvertRelease(kubeconfig);
    this.culvert =
        new Once<>(() -> {
          release.upgrade(Map.of());
          return release;
        });
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
        Nodes.keptAs("culvert-demo", "culvert-demo-2"), Optional.empty(), kubeconfig);
  }

  /** A new cluster for who asks alone, who closes it; it is on no WAN. */
  public static TestCluster ofItsOwn() {
    return new TestCluster(Nodes.onNoWan(), Optional.empty(), newKubeconfig());
  }

  private static TestCluster startOnWan(int number) {
    Wan wan = Wan.shared();
    Seat seat = wan.seats().get(number);
    return new TestCluster(Nodes.on(wan, seat), Optional.of(seat), newKubeconfig());
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

  /** Culvert on this cluster; the chart is installed, and its operator ready, at the first call. */
  public CulvertRelease culvert() {
    return culvert.get();
  }

  /** The chart's release on this cluster, for who installs it in a way of their own. */
  public CulvertRelease release() {
    return release;
  }

  /** The node it began with, on which the API server is and every pod that names no other. */
  public Node node() {
    return nodes.first();
  }

  /**
   * A node that has joined the cluster, on the same wire and with the product's images; the first
   * who asks has it started. It is cordoned: pods get there by their {@code nodeName}, as those of
   * DaemonSets do, or while a test has it {@linkplain #uncordon uncordoned}.
   */
  public Node secondNode() {
    return secondNode.get();
  }

  /** The nodes there are, the one it began with first. */
  public List<Node> nodes() {
    return nodes.all();
  }

  /**
   * The node that a pod is on.
   *
   * @throws IllegalStateException when it is on none
   */
  public Node nodeOf(Pod pod) {
    return Optional.ofNullable(pod.getSpec().getNodeName())
        .flatMap(nodes::named)
        .orElseThrow(() ->
            new IllegalStateException(
                "pod %s/%s is on no node of this cluster: nodeName is %s"
                    .formatted(
                        pod.getMetadata().getNamespace(),
                        pod.getMetadata().getName(),
                        pod.getSpec().getNodeName())));
  }

  /** Lets the scheduler put pods on a node. */
  public void uncordon(Node node) {
    kubectl("uncordon", node.name());
  }

  /** Keeps the scheduler from putting further pods on a node; those that are there stay. */
  public void cordon(Node node) {
    kubectl("cordon", node.name());
  }

  /**
   * The cluster's place on the WAN.
   *
   * @throws IllegalStateException when it is on none
   */
  public Seat seat() {
    return seat.orElseThrow(() -> new IllegalStateException("this cluster is on no WAN"));
  }

  /** A client with all rights; it stays usable over restarts of the node. */
  public KubernetesClient client() {
    return client;
  }

  /** Applies the manifests of a file. */
  public void apply(Path manifests) {
    try (InputStream read = Files.newInputStream(manifests)) {
      client.load(read).serverSideApply();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs {@code kubectl} on the node, with all rights.
   *
   * @return what it wrote to stdout
   * @throws CommandFailedException when it exits with another code than 0
   */
  public String kubectl(String... arguments) {
    return Command.of("docker", "exec", node().id(), "kubectl").with(arguments).run();
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

  /** {@linkplain #restart Restarts} the node it began with. */
  public void restartNode() {
    restart(node());
  }

  /** Restarts a node and waits until it is ready again (its pods may still be starting then). */
  public void restart(Node node) {
    Instant restarted = Instant.now();
    nodes.restart(node);
    awaitReadySince(restarted, node);
  }

  /** Gives a node power again and waits until it is ready (its pods may still be starting then). */
  public void powerOn(Node node) {
    Instant started = Instant.now();
    nodes.powerOn(node);
    awaitReadySince(started, node);
  }

  /** Whether Kubernetes takes the node for ready; of one that is gone it does for a while. */
  public boolean isReady(Node node) {
    return readiness(node).anyMatch(condition -> condition.getStatus().equals("True"));
  }

  private Node join() {
    Node joining = nodes.second();
    Awaitility.await("a second node")
        .atMost(START_LIMIT)
        .pollInterval(Duration.ofMillis(100))
        .failFast("its container has ended; see its log", () -> !joining.isRunning())
        .until(() -> client.nodes().withName(joining.name()).get() != null);
    cordon(joining); // before it is ready, and so before anything is scheduled there
    Awaitility.await("the second node ready")
        .atMost(START_LIMIT)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> isReady(joining));
    return joining;
  }

  private void awaitReadySince(Instant start, Node node) {
    Awaitility.await("node ready again")
        .atMost(START_LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptionsInstanceOf(KubernetesClientException.class)
        .until(() -> readiness(node).anyMatch(condition -> isTrueSince(condition, start)));
  }

  private Stream<NodeCondition> readiness(Node node) {
    return Stream.ofNullable(client.nodes().withName(node.name()).get())
        .flatMap(found -> found.getStatus().getConditions().stream())
        .filter(condition -> condition.getType().equals("Ready"));
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
    ClusterLogs.collect(nodes.all(), folder);
  }

  /** Removes the cluster with all its state. */
  @Override
  public void close() {
    client.close();
    nodes.remove();
  }
}
