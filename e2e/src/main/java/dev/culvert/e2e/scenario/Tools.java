package dev.culvert.e2e.scenario;

import dev.culvert.e2e.cluster.Node;
import dev.culvert.e2e.cluster.Repository;
import dev.culvert.e2e.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.ServicePortBuilder;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A pod with a node's own network and processes in sight, and tcpdump, nft, iperf3 and strongSwan
 * in it. It stays on the cluster for whoever asks next.
 */
public final class Tools implements Shell {
  private static final String NAMESPACE = "e2e-tools";
  private static final String NAME = "tools";
  private static final String IMAGE = "culvert/e2e-tools:dev";
  private static final String FILES = "/tmp/e2e-tools";
  private static final String POD_LABEL = "e2e-tools/pod";
  private static final int START_SECONDS = 60;

  private final TestCluster cluster;
  private final Node node;

  private Tools(TestCluster cluster, Node node) {
    this.cluster = cluster;
    this.node = node;
  }

  /** Those on the cluster's first node; the first who asks has them built, loaded and started. */
  public static Tools on(TestCluster cluster) {
    return on(cluster, cluster.node());
  }

  /** Those on a node of the cluster; the first who asks has them built, loaded and started. */
  public static Tools on(TestCluster cluster, Node node) {
    Tools tools = new Tools(cluster, node);
    if (tools.resource().get() == null) {
      node.load(Path.of(Repository.script("build-e2e-tools")));
      tools.create();
    }
    tools.resource().waitUntilReady(START_SECONDS, TimeUnit.SECONDS);
    return tools;
  }

  /** Those on the node that a pod is on. */
  public Tools nextTo(Pod pod) {
    Node other = cluster.nodeOf(pod);
    return other.equals(node) ? this : on(cluster, other);
  }

  /** Runs a program next to the node's own, and gives what it wrote to stdout. */
  public String run(String... words) {
    return cluster.kubectl(
        Stream.concat(Stream.of("exec", "-n", NAMESPACE, name(), "--"), Stream.of(words))
            .toArray(String[]::new));
  }

  /** Starts a program next to the node's own; stdout and stderr come as one stream. */
  Process start(String... words) {
    return cluster
        .node()
        .start(
            Stream.concat(
                    Stream.of("kubectl", "exec", "-n", NAMESPACE, name(), "--"), Stream.of(words))
                .toArray(String[]::new));
  }

  /** Runs a line of shell next to the node's own programs. */
  @Override
  public String shell(String line) {
    return run("sh", "-c", line);
  }

  /** Runs a line of shell in a pod's network, with this pod's programs. */
  public String shellInNetworkOf(Pod pod, String line) {
    return nextTo(pod).run("nsenter", "--net=" + networkOf(pod), "sh", "-c", line);
  }

  /** The file by which programs of a pod's node enter the pod's network. */
  public String networkOf(Pod pod) {
    return "/proc/" + PodContainer.of(cluster, pod).process() + "/ns/net";
  }

  /**
   * Starts a further pod of the same image on the same node, with a network of its own and these
   * capabilities.
   */
  public Pod startPod(String name, String... capabilities) {
    cluster
        .client()
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .addToLabels(POD_LABEL, name)
                .endMetadata()
                .withNewSpec()
                .withNodeName(node.name())
                .withTerminationGracePeriodSeconds(0L)
                .withContainers(container(name, capabilities).build())
                .endSpec()
                .build())
        .create();
    return cluster
        .client()
        .pods()
        .inNamespace(NAMESPACE)
        .withName(name)
        .waitUntilReady(START_SECONDS, TimeUnit.SECONDS);
  }

  /**
   * Puts a Service with IKE's ports in front of a pod that {@link #startPod} started.
   *
   * @return its address
   */
  public String serve(Pod pod) {
    return serve(pod, null, udp("ike", 500), udp("ike-nat-t", 4500));
  }

  /** Puts a Service for DNS, at that address, in front of a pod that {@link #startPod} started. */
  public void serveNames(Pod pod, String address) {
    serve(pod, address, udp("names", 53));
  }

  private String serve(Pod pod, @Nullable String address, ServicePort... ports) {
    String name = pod.getMetadata().getName();
    return cluster
        .client()
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withClusterIP(address)
                .addToSelector(POD_LABEL, name)
                .withPorts(ports)
                .endSpec()
                .build())
        .serverSideApply()
        .getSpec()
        .getClusterIP();
  }

  private static ServicePort udp(String name, int number) {
    return new ServicePortBuilder().withName(name).withProtocol("UDP").withPort(number).build();
  }

  /** Runs a line of shell in a pod that {@link #startPod} started. */
  public String shellIn(Pod pod, String line) {
    return cluster.kubectl(
        "exec", "-n", NAMESPACE, pod.getMetadata().getName(), "--", "sh", "-c", line);
  }

  /** Deletes a pod that {@link #startPod} started, and its Service. */
  public void deletePod(Pod pod) {
    cluster.client().resource(pod).delete();
    cluster
        .client()
        .services()
        .inNamespace(NAMESPACE)
        .withName(pod.getMetadata().getName())
        .delete();
  }

  /**
   * Leaves a text in a file that this pod reads; it is in no command's arguments.
   *
   * @return the file's path
   */
  public String write(String name, String text) {
    String path = FILES + "/" + name;
    try {
      Path file = Files.createTempFile("e2e-tools-", "");
      Files.writeString(file, text);
      node.put(file, path);
      Files.delete(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return path;
  }

  private String name() {
    return node.equals(cluster.node()) ? NAME : NAME + "-" + node.name();
  }

  private PodResource resource() {
    return cluster.client().pods().inNamespace(NAMESPACE).withName(name());
  }

  private void create() {
    cluster
        .client()
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(NAMESPACE)
                .addToLabels("pod-security.kubernetes.io/enforce", "privileged")
                .endMetadata()
                .build())
        .serverSideApply();
    cluster
        .client()
        .resource(
            new PodBuilder()
                .withNewMetadata()
                .withName(name())
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withNodeName(node.name())
                .withHostNetwork(true)
                .withHostPID(true)
                .withTerminationGracePeriodSeconds(0L)
                .withContainers(
                    container(NAME, "NET_ADMIN", "NET_RAW", "SYS_ADMIN", "SYS_PTRACE")
                        .addNewVolumeMount()
                        .withName("files")
                        .withMountPath(FILES)
                        .endVolumeMount()
                        .build())
                .addNewVolume()
                .withName("files")
                .withNewHostPath(FILES, "DirectoryOrCreate")
                .endVolume()
                .endSpec()
                .build())
        .create();
  }

  private static ContainerBuilder container(String name, String... capabilities) {
    return new ContainerBuilder()
        .withName(name)
        .withImage(IMAGE)
        .withImagePullPolicy("Never")
        .withNewSecurityContext()
        .withNewCapabilities()
        .addToAdd(capabilities)
        .endCapabilities()
        .endSecurityContext();
  }
}
