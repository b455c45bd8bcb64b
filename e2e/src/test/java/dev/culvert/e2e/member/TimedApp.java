package dev.culvert.e2e.member;

import static org.awaitility.Awaitility.await;

import dev.culvert.e2e.scenario.Member;
import dev.culvert.e2e.scenario.Side;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A pod on a network's frontend whose application says how long it waited for its network.
 *
 * @param side the network
 * @param name the pod's name
 */
record TimedApp(Side side, String name) {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final Pattern SAID = Pattern.compile("waited (\\d+) ms, looked (\\d+) times");

  /** Nothing is run to look: with many pods that would be what takes the time. */
  private static final String APP =
      """
      there() {
        while read -r name rest; do [ "$name" = vnet0 ] && return; done </proc/net/route
        return 1
      }
      start=$(date +%s%3N)
      looks=1
      until there; do sleep 0.01; looks=$((looks + 1)); done
      end=$start
      [ $looks = 1 ] || end=$(date +%s%3N)
      echo "waited $((end - start)) ms, looked $looks times"
      exec sleep infinity
      """;

  /**
   * What an application saw.
   *
   * @param millis from its first instruction until the routes of vnet0 were there
   * @param looks how often it looked; once if they were there already
   */
  record Wait(long millis, int looks) {}

  /** Creates the pod. */
  static TimedApp create(Side side, String name) {
    return create(side, pod(side, name).build());
  }

  /** Creates a pod that asks that nothing of it starts before its network is there. */
  static TimedApp createWaiting(Side side, String name) {
    return create(
        side,
        pod(side, name)
            .editMetadata()
            .addToAnnotations("culvert.dev/wait-for-network", "true")
            .endMetadata()
            .build());
  }

  /** Creates a pod that has a certain address. */
  static TimedApp createAt(Side side, String name, String address) {
    return create(
        side,
        pod(side, name)
            .editMetadata()
            .addToAnnotations("culvert.dev/address", address)
            .endMetadata()
            .build());
  }

  /** Creates so many pods at once. */
  static List<TimedApp> createAtOnce(Side side, String name, int count) {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<CompletableFuture<TimedApp>> created =
          IntStream.range(0, count)
              .mapToObj(
                  i -> CompletableFuture.supplyAsync(() -> create(side, name + "-" + i), threads))
              .toList();
      return created.stream().map(CompletableFuture::join).toList();
    }
  }

  private static TimedApp create(Side side, Pod pod) {
    Member.create(side.cluster(), pod);
    return new TimedApp(side, pod.getMetadata().getName());
  }

  private static PodBuilder pod(Side side, String name) {
    return Member.pod(side.namespace(), name, side.name(), "frontend")
        .editSpec()
        .editFirstContainer()
        .withCommand("sh", "-c", APP)
        .endContainer()
        .endSpec();
  }

  /** The pod as a member. */
  Member member() {
    return Member.of(side.cluster(), side.namespace(), name);
  }

  /** Waits until the application has its network, and gives what it saw. */
  Wait awaitNetwork() {
    return await(side.namespace() + "/" + name + " has its network")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .until(this::said, Optional::isPresent)
        .orElseThrow();
  }

  private Optional<Wait> said() {
    return Stream.of(SAID.matcher(log()))
        .filter(Matcher::find)
        .map(said -> new Wait(Long.parseLong(said.group(1)), Integer.parseInt(said.group(2))))
        .findFirst();
  }

  private String log() {
    return side.cluster().client().pods().inNamespace(side.namespace()).withName(name).getLog();
  }
}
