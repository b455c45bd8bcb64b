package dev.culvert.e2e.demo;

import dev.culvert.e2e.benchmark.Throughput;
import dev.culvert.e2e.cluster.CulvertRelease;
import dev.culvert.e2e.cluster.Repository;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Link;
import dev.culvert.e2e.scenario.Ping;
import dev.culvert.e2e.scenario.PingResult;
import dev.culvert.e2e.scenario.Side;
import dev.culvert.e2e.scenario.Tools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;

/** Two networks of two teams, connected on a cluster that stays: {@code make demo}. */
public final class Demo {
  private static final int ADDITIONS = 5;
  private static final int ECHO_REQUESTS = 20;
  private static final int TRANSFERS = 10;

  private final Timeline timeline = new Timeline();
  private final TestCluster cluster;
  private final Link link;

  private Demo(TestCluster cluster) {
    this.cluster = cluster;
    this.link =
        new Link(
            new Side(cluster, "team-north", "vnet1", 1),
            new Side(cluster, "team-east", "vnet2", 2));
  }

  /** Runs the demo and leaves it running. */
  public static void main(String[] arguments) throws IOException {
    say("starting a cluster");
    TestCluster cluster = TestCluster.demo();
    say("installing Culvert");
    cluster.culvert();
    new Demo(cluster).run();
    System.exit(0);
  }

  private void run() throws IOException {
    say("applying examples/vnet-to-vnet: VNet1 10.1.0.0/16, VNet2 10.2.0.0/16, two namespaces");
    Path example = Repository.root().resolve("examples/vnet-to-vnet");
    timeline.start("manifests applied");
    cluster.apply(example.resolve("vnet1.yaml"));
    cluster.apply(example.resolve("vnet2.yaml"));
    timeline.mark("manifests taken by the API server");
    waitFor("both gateways running", () -> running(link.left()) && running(link.right()));
    waitFor("first side Connected", () -> link.left().isConnectedTo(link.right()));
    waitFor("both sides Connected", () -> link.right().isConnectedTo(link.left()));
    say("pinging from gateway to gateway, inside");
    PingResult forth = Ping.run(link.left(), link.right(), ECHO_REQUESTS);
    PingResult back = Ping.run(link.right(), link.left(), ECHO_REQUESTS);
    timeline.mark("echo requests answered both ways");
    say("adding the connection again to the running gateways, " + ADDITIONS + " times");
    List<Duration> additions = additions(example);
    say("applying pods.yaml: a web server on VNet2, a client on VNet1");
    Tools.on(cluster); // whose images they are made of
    PodsAct pods = PodsAct.play(cluster, example.resolve("pods.yaml"));

    System.out.println();
    System.out.print(timeline);
    System.out.println();
    print(link.left(), link.right());
    print(link.right(), link.left());
    System.out.printf("%-46s %s, %s%n", "echo requests, there and back", forth, back);
    System.out.println();
    System.out.print(pods);
    System.out.println();
    Throughput throughput = throughput();
    System.out.println();
    Figures.print(cluster, link, timeline.total("both sides Connected"), additions, throughput);
    System.out.println();
    System.out.println(
        """
        Look around:
          scripts/kubectl get vnet,gwc -A
          scripts/kubectl -n team-north describe gwc to-vnet2
          scripts/kubectl get addressclaims -A
          scripts/kubectl -n team-north exec client -- wget -qO- http://10.2.0.4:8080/
          scripts/kubectl -n team-north delete gwc to-vnet2      # and see the tunnel go, on both sides
        Stop:
          make demo-down\
        """);
  }

  private Throughput throughput() {
    say("sending TCP through the tunnel, in turns with strongSwan set up by hand (a minute)");
    return Throughput.measure(
        link, TRANSFERS, run -> say("transfers, pair " + run + " of " + TRANSFERS));
  }

  private List<Duration> additions(Path example) throws IOException {
    List<Duration> times = new ArrayList<>();
    for (int i = 0; i < ADDITIONS; i++) {
      link.left().disconnectFrom(link.right());
      await(() ->
          link.left().exec("ip", "route", "show", "table", "220").isBlank()
              && link.right().exec("ip", "route", "show", "table", "220").isBlank());
      Instant start = Instant.now();
      cluster.apply(example.resolve("vnet1.yaml"));
      await(
          () -> link.left().isConnectedTo(link.right()) && link.right().isConnectedTo(link.left()));
      times.add(Duration.between(start, Instant.now()));
    }
    return times;
  }

  private void waitFor(String what, BooleanSupplier condition) {
    await(condition);
    timeline.mark(what);
    say(what);
  }

  private static void await(BooleanSupplier condition) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .pollDelay(Duration.ZERO)
        .pollInterval(Duration.ofMillis(20))
        .ignoreExceptions()
        .until(condition::getAsBoolean);
  }

  private boolean running(Side side) {
    String gateway = side.gateway();
    return cluster
        .client()
        .pods()
        .inNamespace(CulvertRelease.GATEWAY_NAMESPACE)
        .withLabel("culvert.dev/gateway", gateway)
        .list()
        .getItems()
        .stream()
        .anyMatch(pod -> "Running".equals(pod.getStatus().getPhase()));
  }

  private static void print(Side side, Side other) {
    var status = side.statusTowards(other);
    System.out.printf(
        "%-46s %s, inside %s, outside %s, peer seen at %s, %d bytes in, %d bytes out%n",
        side.namespace() + "/to-" + other.name(),
        status.state(),
        side.insideAddress(),
        status.local() == null ? "-" : status.local().address(),
        status.remote() == null ? "-" : status.remote().observedSource(),
        bytes(side, "rx_bytes"),
        bytes(side, "tx_bytes"));
  }

  /** What the gateway's tunnel interface counted: status follows it every 30 seconds only. */
  private static long bytes(Side side, String counter) {
    return Long.parseLong(side.exec("cat", "/sys/class/net/ipsec0/statistics/" + counter).strip());
  }

  private static void say(String what) {
    System.out.println("demo: " + what);
  }
}
