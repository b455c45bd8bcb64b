package dev.culvert.e2e.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.AddressClaimStatus;
import dev.culvert.crds.v1alpha1.Subnet;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.crds.v1alpha1.VirtualNetworkSpec;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Member;
import dev.culvert.e2e.scenario.Side;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ClusterExtension.class)
class ManyMembersIT {
  private static final int NETWORKS = 20;
  private static final int MEMBERS = 10;
  private static final int AT_A_TIME = 20;
  private static final Duration LIMIT = Duration.ofMinutes(10);
  private static final Duration IDLE = Duration.ofSeconds(70);

  @Test
  @Tag("soak")
  void twoHundredPodsOnTwentyNetworksOfOneNode_areAttached_andEachNetworkIsByItself(
      TestCluster cluster) {
    List<Side> sides =
        IntStream.range(0, NETWORKS)
            .mapToObj(i -> Side.inNewNamespace(cluster, "many", 1))
            .toList();
    sides.forEach(ManyMembersIT::createWithoutGateway);
    Member.create(cluster, pod(sides.getFirst(), MEMBERS)).awaitAttached(); // loads the images
    NodeAgents agents = NodeAgents.of(cluster);
    Pod agent = agents.on(cluster.node());
    letItRest();
    System.out.println("one pod: " + memory(agents, agent));

    Instant start = Instant.now();
    try (var threads = Executors.newFixedThreadPool(AT_A_TIME)) {
      sides.forEach(side ->
          IntStream.range(0, MEMBERS)
              .forEach(i -> threads.submit(() -> Member.create(cluster, pod(side, i)))));
    }
    await("all pods attached")
        .atMost(LIMIT)
        .pollInterval(Duration.ofSeconds(1))
        .until(() ->
            sides.stream().mapToLong(ManyMembersIT::attached).sum() == NETWORKS * MEMBERS + 1);
    Duration time = Duration.between(start, Instant.now());

    for (Side side : sides) {
      String server = Member.of(cluster, side.namespace(), "member-0").address();
      await("the page of " + side.namespace())
          .ignoreExceptions()
          .untilAsserted(() ->
              assertThat(
                      Member.of(cluster, side.namespace(), "member-1")
                          .shell("wget -q -O - -T 2 http://%s:8080/".formatted(server)))
                  .isEqualToIgnoringNewLines(side.namespace()));
    }

    Duration before = agents.workingTime(agent);
    letItRest();
    double share = 100.0 * agents.workingTime(agent).minus(before).toMillis() / IDLE.toMillis();
    System.out.printf(
        "%d pods on %d networks of one node: attached %.1f s after the first was created;"
            + " %s, and takes %.2f %% of a core when nothing happens%n",
        NETWORKS * MEMBERS, NETWORKS, time.toMillis() / 1000.0, memory(agents, agent), share);
    sides.forEach(Side::delete);
  }

  private static String memory(NodeAgents agents, Pod agent) {
    return "its agent has a working set of %.0f MB, %.0f resident"
        .formatted(agents.workingSet(agent), agents.resident(agent));
  }

  /** Nothing happens meanwhile that could be waited for: that is what is measured. */
  private static void letItRest() {
    await().atMost(LIMIT).pollDelay(IDLE).until(() -> true);
  }

  private static void createWithoutGateway(Side side) {
    VirtualNetwork network = side.network(List.of(side.prefix()));
    network.setSpec(
        new VirtualNetworkSpec(
            network.getSpec().location(),
            network.getSpec().addressSpace(),
            List.of(new Subnet("frontend", "10.1.0.0/24")),
            null));
    side.cluster().client().resource(network).create();
  }

  /** Shows everybody who asks the namespace's name. */
  private static Pod pod(Side side, int number) {
    return Member.pod(side.namespace(), "member-" + number, side.name(), "frontend")
        .editSpec()
        .editFirstContainer()
        .withImage(Member.BUSYBOX)
        .withCommand(
            "sh",
            "-c",
            "echo %s >/tmp/index.html; exec httpd -f -p 8080 -h /tmp".formatted(side.namespace()))
        .endContainer()
        .endSpec()
        .build();
  }

  private static long attached(Side side) {
    return new Claims(side.cluster(), side.namespace())
        .all().stream()
            .map(AddressClaim::getStatus)
            .filter(status ->
                status != null
                    && status.conditions().stream()
                        .anyMatch(c ->
                            c.type().equals(AddressClaimStatus.ATTACHED)
                                && c.status().equals("True")))
            .count();
  }
}
