package dev.culvert.e2e.member;

import static org.awaitility.Awaitility.await;

import dev.culvert.e2e.cluster.Node;
import dev.culvert.e2e.scenario.Member;
import dev.culvert.e2e.scenario.Side;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Map;

/**
 * A pod that sends UDP to addresses of a network and beyond it, from its first instruction on and
 * whatever becomes of it. What it sends says whether vnet0 had ever been there by then.
 *
 * @param member the pod
 */
record Talker(Member member) {
  /** What is in packets that were sent when vnet0 had never been there. */
  static final String BEFORE = "culvert-talks-before";

  /** What is in packets that were sent when vnet0 was there, or had been. */
  static final String AFTER = "culvert-talks-after";

  private static final Duration LIMIT = Duration.ofSeconds(60);

  /**
   * It speaks by sockets that are new each time, and by such that were there before vnet0. The pipe
   * that nobody writes to is for pauses without a program.
   */
  private static final String APP =
      """
      exec 2>/dev/null 9<> <(:)
      declare -A old
      for address in %1$s; do exec {old[$address]}<>/dev/udp/$address/9; done
      word=%2$s rounds=0
      while :; do
        while read -r name rest; do [ "$name" = vnet0: ] && word=%3$s; done </proc/net/dev
        for address in %1$s; do
          echo $word >&${old[$address]}
          echo $word >/dev/udp/$address/9
        done
        echo $((rounds += 1)) >/tmp/rounds
        read -r -t 0.005 -u 9
      done
      """;

  /** Creates a pod on the network that talks to these addresses, and does not wait for it. */
  static Talker create(
      Side side, String name, Node node, Map<String, String> annotations, String... addresses) {
    return new Talker(
        Member.create(
            side.cluster(),
            pod(
                Member.pod(side.namespace(), name, side.name(), "frontend").build(),
                node,
                annotations,
                addresses)));
  }

  /** Creates a pod on no network that does the same. */
  static Talker createStranger(Side side, String name, Node node, String... addresses) {
    Pod pod = pod(Member.pod(side.namespace(), name, "", "").build(), node, Map.of(), addresses);
    pod.getMetadata().setLabels(Map.of());
    return new Talker(Member.create(side.cluster(), pod));
  }

  private static Pod pod(Pod pod, Node node, Map<String, String> annotations, String... addresses) {
    return pod.edit()
        .editMetadata()
        .addToAnnotations(annotations)
        .endMetadata()
        .editSpec()
        .withNodeName(node.name())
        .editFirstContainer()
        .withCommand("bash", "-c", APP.formatted(String.join(" ", addresses), BEFORE, AFTER))
        .endContainer()
        .endSpec()
        .build();
  }

  /** Waits until it has said everything another hundred times. */
  void awaitMoreWords() {
    int[] goal = {Integer.MAX_VALUE};
    await("the talker goes on")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .until(() -> {
          int rounds = Integer.parseInt(member.shell("cat /tmp/rounds").strip());
          goal[0] = Math.min(goal[0], rounds + 100);
          return rounds >= goal[0];
        });
  }

  /** Waits until the pod's way to an address is by vnet0. */
  void awaitWay(String address) {
    await("a way by vnet0 to " + address)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .until(() -> way(address).contains("dev vnet0"));
  }

  /** Waits until the pod has no way to an address. */
  void awaitNoWay(String address) {
    await("no way to " + address)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .until(() -> way(address).contains("No route to host"));
  }

  private String way(String address) {
    return member.shell("ip route get " + address + " 2>&1 || true");
  }
}
