package dev.culvert.e2e.benchmark;

import dev.culvert.e2e.cluster.Node;
import dev.culvert.e2e.scenario.Member;
import dev.culvert.e2e.scenario.Side;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * TCP between two pods on two nodes, in Mbit/s as iperf3 receives it: by their network and by the
 * cluster's, in turns.
 *
 * @param network by their network, in the order of the runs
 * @param cluster by the cluster's
 */
public record MemberThroughput(Samples network, Samples cluster) {
  private static final String CLIENT = "benchmark-client";
  private static final String SERVER = "benchmark-server";

  /**
   * Measures.
   *
   * @param side a network, on which two pods are put and taken away again
   * @param runs how often, each
   * @param progress told the number of each pair of runs
   */
  public static MemberThroughput measure(Side side, int runs, IntConsumer progress) {
    Node other = side.cluster().secondNode();
    Member client = Member.on(side, CLIENT, side.cluster().node().name());
    Member server = Member.on(side, SERVER, other.name());
    try {
      String address = server.address();
      String podAddress = server.pod().getStatus().getPodIP();
      server.shell("iperf3 --server --daemon >/dev/null 2>&1");
      Throughput.awaitServer(client, address);
      List<Double> network = new ArrayList<>();
      List<Double> cluster = new ArrayList<>();
      for (int run = 1; run <= runs; run++) {
        progress.accept(run);
        // Who goes first changes, in case the second profits from the first.
        if (run % 2 == 0) {
          network.add(Throughput.run(client, address));
          cluster.add(Throughput.run(client, podAddress));
        } else {
          cluster.add(Throughput.run(client, podAddress));
          network.add(Throughput.run(client, address));
        }
      }
      return new MemberThroughput(new Samples(network), new Samples(cluster));
    } finally {
      client.delete();
      server.delete();
    }
  }

  /** The network's median by the cluster's. */
  public double ratio() {
    return network.median() / cluster.median();
  }
}
