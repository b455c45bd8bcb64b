package dev.culvert.e2e.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.e2e.scenario.Ping;
import dev.culvert.e2e.scenario.PingResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Tunnels that are to stay as they are while something else happens: echo requests go through each
 * without a break, and its SPIs are compared at the end.
 */
final class SteadyTunnels {
  private static final int BATCH = 3 * Ping.RATE;

  private static final Duration SHORT = Duration.ofSeconds(2);

  private final List<Watch> watches;
  private volatile boolean isOver;

  /**
   * A tunnel.
   *
   * @param name what it is called in messages
   * @param spis asks for its SPIs
   * @param ping starts the given number of echo requests
   */
  record Tunnel(String name, Supplier<Map<String, String>> spis, IntFunction<Ping> ping) {}

  private record Watch(
      Tunnel tunnel, Map<String, String> spis, CompletableFuture<PingResult> result) {}

  private SteadyTunnels(List<Tunnel> tunnels) {
    var started = new ArrayList<Watch>();
    for (Tunnel tunnel : tunnels) {
      Map<String, String> spis = tunnel.spis().get();
      assertThat(spis).as(tunnel.name()).isNotEmpty();
      started.add(new Watch(tunnel, spis, new CompletableFuture<>()));
    }
    watches = List.copyOf(started);
  }

  /** Starts to watch, and returns once a request has been answered through each tunnel. */
  static SteadyTunnels watch(List<Tunnel> tunnels) {
    var steady = new SteadyTunnels(tunnels);
    for (Watch watch : steady.watches) {
      Ping first = watch.tunnel().ping().apply(BATCH).awaitUnderWay();
      Thread.ofVirtual().name("steady").start(() -> steady.goOn(watch, first));
    }
    return steady;
  }

  /** Ends the requests; none of them was lost, and every tunnel is the same as before. */
  void assertSteady(String meanwhile) {
    assertSteady(meanwhile, Set.of());
  }

  /**
   * Ends the requests; none of them was lost, and every tunnel is the same as before.
   *
   * @param edited the names of tunnels that were negotiated anew meanwhile. The end that answers
   *     sends by the new SA before the other one has read the answer: on a busy machine a request
   *     may come too early. They carry traffic all the same, with no silence that a user would feel
   */
  void assertSteady(String meanwhile, Set<String> edited) {
    isOver = true;
    for (Watch watch : watches) {
      PingResult result = watch.result().join();
      String name = watch.tunnel().name();
      System.out.printf("%s, through %s: %s%n", meanwhile, name, result);
      if (edited.contains(name)) {
        assertThat(result.longestSilence()).as("silence of %s", name).isLessThan(SHORT);
      } else {
        assertThat(result.lost()).as("lost through %s", name).isZero();
      }
      assertThat(watch.tunnel().spis().get()).as(watch.tunnel().name()).isEqualTo(watch.spis());
    }
  }

  private void goOn(Watch watch, Ping first) {
    try {
      PingResult sum = first.await();
      while (!isOver) {
        sum = sum(sum, watch.tunnel().ping().apply(BATCH).await());
      }
      watch.result().complete(sum);
    } catch (RuntimeException | AssertionError e) {
      watch.result().completeExceptionally(e);
    }
  }

  private static PingResult sum(PingResult one, PingResult other) {
    Duration longest =
        one.longestSilence().compareTo(other.longestSilence()) > 0
            ? one.longestSilence()
            : other.longestSilence();
    return new PingResult(one.sent() + other.sent(), one.received() + other.received(), longest);
  }
}
