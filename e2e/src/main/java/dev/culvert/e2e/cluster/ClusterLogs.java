package dev.culvert.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * What a cluster leaves behind for whoever looks into a failure: the node's log and those of its
 * pods (read from the node's disk, so that they are had without an API server too), events, and
 * objects. Secrets stay where they are.
 */
final class ClusterLogs {

  private static final Map<String, String> QUESTIONS =
      Map.of(
          "events.txt", "kubectl get events --all-namespaces --sort-by=.lastTimestamp -o wide",
          "overview.txt",
              "kubectl get pods,deployments,services,networkpolicies --all-namespaces -o wide",
          "pods.yaml", "kubectl get pods --all-namespaces -o yaml",
          "deployments.yaml", "kubectl get deployments --all-namespaces -o yaml",
          "networks.yaml", "kubectl get virtualnetworks.culvert.dev --all-namespaces -o yaml",
          "connections.yaml", "kubectl get gatewayconnections.culvert.dev --all-namespaces -o yaml",
          "node.txt", "kubectl describe nodes",
          "addresses.txt", "ip address",
          "processes.txt", "ps aux");

  private ClusterLogs() {}

  static void collect(Node node, Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Command.of("docker", "logs", node.id()).runInto(folder.resolve("node.log"));
    QUESTIONS.forEach((file, question) ->
        Command.of("docker", "exec", node.id())
            .with(question.split(" "))
            .runInto(folder.resolve(file)));
    Command.of("docker", "cp", node.id() + ":/var/log/.", folder.resolve("var-log").toString())
        .runInto(folder.resolve("copy.txt"));
  }
}
