package dev.culvert.e2e.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Charon;
import dev.culvert.e2e.scenario.Charon.IkeSa;
import dev.culvert.e2e.scenario.Link;
import dev.culvert.e2e.scenario.Ping;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ClusterExtension.class)
class SimultaneousInitiationIT {
  private static final Duration LIMIT = Duration.ofSeconds(15);

  /** Attempts follow each other faster than this: what stays for so long has settled. */
  private static final Duration SETTLED = Duration.ofSeconds(2);

  @Test
  void bothEndsInitiateAtOnceFiveTimes_oneSaEachEveryTime(TestCluster cluster) {
    initiateAtOnce(cluster, 5);
  }

  @Test
  @Tag("soak")
  void bothEndsInitiateAtOnceFiftyTimes_oneSaEachEveryTime(TestCluster cluster) {
    initiateAtOnce(cluster, 50);
  }

  /** Killed together, both daemons come back together, and both agents initiate at once. */
  private static void initiateAtOnce(TestCluster cluster, int rounds) {
    Link link = Link.connected(cluster);
    int withDuplicates = 0;
    Duration longest = Duration.ZERO;
    for (int round = 1; round <= rounds; round++) {
      Round result = Round.of(link);
      System.out.printf(
          "both ends initiate at once, round %d of %d: at most %d IKE_SAs at an end, one after %s%n",
          round, rounds, result.most, Figures.seconds(result.time));
      withDuplicates += result.most > 1 ? 1 : 0;
      longest = longest.compareTo(result.time) > 0 ? longest : result.time;
    }
    System.out.printf(
        "both ends initiated at once %d times: %d times more than one IKE_SA at first, "
            + "one each after %s at most%n",
        rounds, withDuplicates, Figures.seconds(longest));
    assertThat(longest).isLessThanOrEqualTo(LIMIT);
    assertThat(Ping.run(link.left(), link.right(), 2 * Ping.RATE).lost()).isZero();
    link.delete();
  }

  private static final class Round {
    private final Link link;
    private final Set<String> former;
    private int most;
    private Duration time = Duration.ZERO;

    private Round(Link link) {
      this.link = link;
      this.former = spis(Charon.ikeSas(link.left()));
    }

    static Round of(Link link) {
      Round round = new Round(link);
      Instant killed = Instant.now();
      Charon.kill(link.left(), link.right());
      await("one IKE_SA at both ends, the same")
          .during(SETTLED)
          .atMost(LIMIT.plus(SETTLED))
          .pollInterval(Duration.ofMillis(100))
          .until(round::isOneEach);
      round.time = Duration.between(killed, Instant.now()).minus(SETTLED);
      return round;
    }

    private boolean isOneEach() {
      List<IkeSa> left = Charon.ikeSas(link.left());
      List<IkeSa> right = Charon.ikeSas(link.right());
      most = Math.max(most, Math.max(left.size(), right.size()));
      return left.size() == 1
          && right.size() == 1
          && spis(left).equals(spis(right))
          && left.getFirst().state().equals("ESTABLISHED")
          && !spis(left).equals(former);
    }

    private static Set<String> spis(List<IkeSa> sas) {
      return sas.stream().map(IkeSa::spis).collect(Collectors.toSet());
    }
  }
}
