package dev.culvert.e2e.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;

/**
 * A restricted pod, with a Service of its name, that tells whoever connects to port 8080 its name
 * and the address it sees them at.
 */
record AnsweringPod(TestCluster cluster, String namespace, String name) {
  private static final int PORT = 8080;
  private static final String SERVER =
      """
      $| = 1;
      $server = IO::Socket::INET->new(LocalPort => %d, Listen => 16, ReuseAddr => 1) or die;
      print "listening\\n";
      while ($client = $server->accept) {
        print $client "$ENV{NAME} sees ", $client->peerhost, "\\n";
        close $client;
      }
      """
          .formatted(PORT);

  /** Creates the pod on a node of one's choice, and its Service. */
  static AnsweringPod create(TestCluster cluster, String namespace, String name, Node node) {
    cluster.client().resource(pod(namespace, name, node)).create();
    cluster
        .client()
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(namespace)
                .endMetadata()
                .withNewSpec()
                .addToSelector("pod", name)
                .addNewPort()
                .withPort(PORT)
                .endPort()
                .endSpec()
                .build())
        .create();
    return new AnsweringPod(cluster, namespace, name);
  }

  Pod pod() {
    return cluster.client().pods().inNamespace(namespace).withName(name).require();
  }

  String address() {
    return pod().getStatus().getPodIP();
  }

  String serviceAddress() {
    return cluster
        .client()
        .services()
        .inNamespace(namespace)
        .withName(name)
        .require()
        .getSpec()
        .getClusterIP();
  }

  /** What one of these pods, or its Service, tells this one; empty when it tells nothing. */
  String ask(String address) {
    return connect(address, PORT, "cat").strip();
  }

  /** Whether a connection to a port is taken. */
  boolean reaches(String address, int port) {
    return connect(address, port, "echo yes").contains("yes");
  }

  /** Runs a line of shell in the pod by way of the API server. */
  String shell(String line) {
    return cluster.kubectl("exec", "-n", namespace, name, "--", "bash", "-c", line);
  }

  /** What the pod has written. */
  String log() {
    return cluster.kubectl("logs", "-n", namespace, name);
  }

  /** Runs a command with a connection as its stdin, and gives what it wrote within two seconds. */
  private String connect(String address, int port, String command) {
    return shell(
        "timeout 2 bash -c '%s </dev/tcp/%s/%d' || true".formatted(command, address, port));
  }

  private static Pod pod(String namespace, String name, Node node) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(namespace)
        .addToLabels("pod", name)
        .endMetadata()
        .withNewSpec()
        .withNodeName(node.name())
        .withTerminationGracePeriodSeconds(0L)
        .withNewSecurityContext()
        .withRunAsNonRoot(true)
        .withRunAsUser(65532L)
        .withNewSeccompProfile()
        .withType("RuntimeDefault")
        .endSeccompProfile()
        .endSecurityContext()
        .addNewContainer()
        .withName(name)
        .withImage("culvert/gateway:dev")
        .withCommand("perl", "-MIO::Socket::INET", "-e", SERVER)
        .addNewEnv()
        .withName("NAME")
        .withValue(name)
        .endEnv()
        .withNewSecurityContext()
        .withAllowPrivilegeEscalation(false)
        .withNewCapabilities()
        .addToDrop("ALL")
        .endCapabilities()
        .endSecurityContext()
        .endContainer()
        .endSpec()
        .build();
  }
}
