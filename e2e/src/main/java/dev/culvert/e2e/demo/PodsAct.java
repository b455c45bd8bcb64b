package dev.culvert.e2e.demo;

import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Member;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * The demo's last act: an ordinary pod of one network asks one of the other for a page.
 *
 * @param client the pod that asks
 * @param web the pod that answers
 * @param answer what it answers
 * @param ready from the manifest to both pods on their networks
 * @param answered from the manifest to the answer
 */
record PodsAct(String client, String web, String answer, Duration ready, Duration answered) {
  private static final int PORT = 8080;

  static PodsAct play(TestCluster cluster, Path manifest) {
    Instant start = Instant.now();
    cluster.apply(manifest);
    Member client = Member.of(cluster, "team-north", "client").awaitAttached();
    Member web = Member.of(cluster, "team-east", "web").awaitAttached();
    Duration ready = Duration.between(start, Instant.now());
    String answer =
        cluster.kubectl(
            "exec",
            "--namespace=team-north",
            "client",
            "--container=client",
            "--",
            "wget",
            "-T",
            "5",
            "-qO-",
            "http://%s:%d/".formatted(web.address(), PORT));
    return new PodsAct(
        client.address(),
        web.address(),
        answer.strip(),
        ready,
        Duration.between(start, Instant.now()));
  }

  @Override
  public String toString() {
    return """
    %-46s %.2f s
    %-46s %.2f s
    %-46s %s: "%s"
    """
        .formatted(
            "pods.yaml applied to both pods on their networks",
            ready.toMillis() / 1000.0,
            "the same to the page",
            answered.toMillis() / 1000.0,
            "client %s asks web %s across the tunnel".formatted(client, web),
            "HTTP",
            answer);
  }
}
