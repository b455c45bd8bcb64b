package dev.culvert.e2e.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * What a cluster leaves behind for whoever looks into a failure: the nodes' logs and those of their
 * pods (read from the nodes' disks, so that they are had without an API server too), events, and
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
          "addresses.yaml", "kubectl get addressclaims.culvert.dev --all-namespaces -o yaml",
          "segments.yaml", "kubectl get networksegments.culvert.dev --all-namespaces -o yaml",
          "nodes.txt", "kubectl describe nodes");

  private static final Map<String, String> QUESTIONS_TO_EACH_NODE =
      Map.of("addresses.txt", "ip address", "routes.txt", "ip route", "processes.txt", "ps aux");

  private ClusterLogs() {}

  static void collect(List<Node> nodes, Path folder) {
    collect(nodes.getFirst(), folder);
    ask(nodes.getFirst(), QUESTIONS, folder);
    nodes.stream().skip(1).forEach(node -> collect(node, folder.resolve("node-" + node.name())));
  }

  private static void collect(Node node, Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Command.of("docker", "logs", node.id()).runInto(folder.resolve("node.log"));
    ask(node, QUESTIONS_TO_EACH_NODE, folder);
    Command.of("docker", "cp", node.id() + ":/var/log/.", folder.resolve("var-log").toString())
        .runInto(folder.resolve("copy.txt"));
  }

  private static void ask(Node node, Map<String, String> questions, Path folder) {
    questions.forEach((file, question) ->
        Command.of("docker", "exec", node.id())
            .with(question.split(" "))
            .runInto(folder.resolve(file)));
  }
}
