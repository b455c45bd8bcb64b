package dev.culvert.e2e.cluster;

import dev.culvert.e2e.wan.Wan;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Two clusters that know nothing of each other, each with Culvert installed, whose nodes are on one
 * WAN.
 *
 * @param east the cluster that tests of one cluster have too
 * @param west the other one
 * @param wan what is between them
 */
public record ClusterPair(TestCluster east, TestCluster west, Wan wan) {
  private static final Supplier<ClusterPair> SHARED = new Once<>(ClusterPair::start);

  /** The pair that the tests of this JVM share; what is not there is started, all at a time. */
  public static ClusterPair shared() {
    return SHARED.get();
  }

  private static ClusterPair start() {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var west = CompletableFuture.supplyAsync(() -> withCulvert(TestCluster.second()), threads);
      return new ClusterPair(withCulvert(TestCluster.shared()), west.join(), Wan.shared());
    } catch (CompletionException e) {
      throw new IllegalStateException("the second cluster did not come up", e);
    }
  }

  private static TestCluster withCulvert(TestCluster cluster) {
    cluster.culvert();
    return cluster;
  }
}
