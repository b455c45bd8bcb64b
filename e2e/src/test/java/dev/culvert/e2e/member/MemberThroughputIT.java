package dev.culvert.e2e.member;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.e2e.benchmark.MemberThroughput;
import dev.culvert.e2e.benchmark.Samples;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Side;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(ClusterExtension.class)
class MemberThroughputIT {
  private static final int RUNS = 5;

  @Test
  @Tag("soak")
  void tcpBetweenNodesInANetwork_isAtLeastHalfAsFastAsBetweenPods(TestCluster cluster) {
    cluster.secondNode();
    Side side = Side.inNewNamespace(cluster, "fast", 1);
    side.createNetwork();

    MemberThroughput throughput = MemberThroughput.measure(side, RUNS, run -> {});

    System.out.printf(
        "TCP between nodes: in a network %s, between pods %s, the first by the second %.2f%n",
        megabits(throughput.network()), megabits(throughput.cluster()), throughput.ratio());
    assertThat(throughput.ratio()).isGreaterThan(0.5);
    side.delete();
  }

  private static String megabits(Samples samples) {
    return "%.0f Mbit/s median of %d (%.0f to %.0f)"
        .formatted(samples.median(), samples.values().size(), samples.min(), samples.max());
  }
}
