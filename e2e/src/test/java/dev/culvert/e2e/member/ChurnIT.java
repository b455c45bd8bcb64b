package dev.culvert.e2e.member;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.CulvertRelease;
import dev.culvert.e2e.cluster.Node;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Member;
import dev.culvert.e2e.scenario.Side;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.readiness.Readiness;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Members that come and go, while agents and operator are killed. */
@ExtendWith(ClusterExtension.class)
class ChurnIT {
  private static final int BATCH = 25;
  private static final int DELETED_AT_ONCE = 5;
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private TestCluster cluster;
  private NodeAgents agents;
  private Side side;
  private Random random;

  @BeforeEach
  void createNetwork(TestCluster shared) {
    cluster = shared;
    agents = NodeAgents.of(cluster);
    Node second = cluster.secondNode();
    agents.awaitReady();
    side = Side.inNewNamespace(cluster, "churn", 1);
    side.createNetwork();
    Member.on(side, "stays-here", cluster.node().name());
    Member.on(side, "stays-there", second.name());
    long seed = System.nanoTime();
    System.out.println("random choices from " + seed);
    random = new Random(seed);
  }

  @AfterEach
  void deleteNetwork() {
    side.delete();
  }

  @Test
  void fiftyMembersThatComeAndGo_withAnAgentAndTheOperatorKilled_leaveNothing() {
    churn(List.of(this::killAnAgent, this::killTheOperator));
  }

  @Test
  @Tag("soak")
  void fiveHundredMembersThatComeAndGo_withAgentsAndOperatorKilledAtRandom_leaveNothing() {
    churn(
        IntStream.range(0, 500 / BATCH)
            .<Runnable>mapToObj(
                i -> random.nextInt(3) == 0 ? this::killTheOperator : this::killAnAgent)
            .toList());
  }

  /** One batch for each of what is killed in its course. */
  private void churn(List<Runnable> kills) {
    awaitSteady();
    Set<String> claims = claims();
    List<NodeState> before = nodes();
    assertThat(before).allSatisfy(ChurnIT::assertShowsTheOneThatStays);
    int number = 0;
    for (Runnable kill : kills) {
      List<Member> batch = create(number);
      number += BATCH;
      int killAfter = random.nextInt(BATCH);
      for (int i = 0; i < BATCH; i++) {
        if (i == killAfter) {
          kill.run();
        }
        if (i < DELETED_AT_ONCE) {
          batch.get(i).delete();
        }
      }
      batch.subList(DELETED_AT_ONCE, BATCH).forEach(ChurnIT::awaitAttached);
      assertNoAddressTwice();
      batch.subList(DELETED_AT_ONCE, BATCH).forEach(this::deleteSomehow);
      System.out.printf("%d members have come and gone%n", number);
    }

    awaitSteady();
    await("no claims but those of before")
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(claims()).isEqualTo(claims));
    await("the nodes are as before")
        .atMost(LIMIT)
        .untilAsserted(() -> assertThat(nodes()).isEqualTo(before));
  }

  private List<Member> create(int number) {
    List<Node> nodes = cluster.nodes();
    List<Member> batch = new ArrayList<>();
    for (int i = 0; i < BATCH; i++) {
      Pod pod =
          Member.pod(side.namespace(), "member-" + (number + i), side.name(), "frontend")
              .editSpec()
              .withNodeName(nodes.get(random.nextInt(nodes.size())).name())
              .endSpec()
              .build();
      batch.add(Member.create(cluster, pod));
    }
    return batch;
  }

  private static void awaitAttached(Member member) {
    await("attached").atMost(LIMIT).until(member::isAttached);
  }

  /** In good order, or at once. */
  private void deleteSomehow(Member member) {
    if (random.nextBoolean()) {
      member.delete();
    } else {
      cluster.client().resource(member.pod()).delete();
    }
  }

  private void killAnAgent() {
    List<Pod> pods = agents.pods();
    agents.delete(pods.get(random.nextInt(pods.size())));
  }

  private void killTheOperator() {
    operators().forEach(pod -> cluster.client().resource(pod).withGracePeriod(0).delete());
  }

  private List<Pod> operators() {
    return cluster
        .client()
        .pods()
        .inNamespace(CulvertRelease.NAMESPACE)
        .withLabel("app.kubernetes.io/component", "operator")
        .list()
        .getItems();
  }

  /** No pod is on its way but for those that stay, and nobody who was killed is missing. */
  private void awaitSteady() {
    agents.awaitReady();
    await("the operator is ready")
        .atMost(LIMIT)
        .until(
            () -> !operators().isEmpty() && operators().stream().allMatch(Readiness::isPodReady));
    await("only those that stay")
        .atMost(LIMIT)
        .until(() ->
            cluster.client().pods().inNamespace(side.namespace()).list().getItems().size() == 2);
    awaitUnchanging(this::nodes);
  }

  private static void awaitUnchanging(Supplier<Object> state) {
    Object[] last = {state.get()};
    await("nothing changes")
        .atMost(LIMIT)
        .pollInterval(Duration.ofSeconds(3))
        .until(() -> {
          Object now = state.get();
          boolean same = now.equals(last[0]);
          last[0] = now;
          return same;
        });
  }

  private void assertNoAddressTwice() {
    List<String> addresses = nodes().stream().flatMap(node -> node.addresses().stream()).toList();
    assertThat(addresses).doesNotHaveDuplicates();
  }

  private static void assertShowsTheOneThatStays(NodeState node) {
    assertThat(node.addresses()).isNotEmpty();
    assertThat(node.interfaces()).anyMatch(name -> name.startsWith("culvert"));
    assertThat(node.entries()).isNotEmpty();
    assertThat(node.rules()).contains("dport");
  }

  private Set<String> claims() {
    return new Claims(side.cluster(), side.namespace())
        .all().stream().map(claim -> claim.getMetadata().getName()).collect(Collectors.toSet());
  }

  private List<NodeState> nodes() {
    return Stream.of(cluster.node(), cluster.secondNode())
        .map(node -> NodeState.of(cluster, node))
        .toList();
  }
}
