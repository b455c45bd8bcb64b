package dev.culvert.e2e.scenario;

import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.ExposureType;
import dev.culvert.crds.v1alpha1.Sku;
import dev.culvert.e2e.cluster.ClusterPair;
import dev.culvert.e2e.cluster.LoadBalancer;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/**
 * Two networks in two clusters, each the other's site, with gateways behind load balancers.
 *
 * @param east one of them
 * @param west the other
 * @param eastAddress where the gateway of the one is reached
 * @param westAddress where the gateway of the other is reached
 * @param loadBalancers what gives them these addresses
 */
public record SitePair(
    SiteConnection east,
    SiteConnection west,
    String eastAddress,
    String westAddress,
    List<LoadBalancer> loadBalancers)
    implements AutoCloseable {

  /** Two networks with gateways that can be reached; no sites, keys or connections yet. */
  public static SitePair create(ClusterPair clusters) {
    List<LoadBalancer> loadBalancers =
        List.of(LoadBalancer.of(clusters.east()), LoadBalancer.of(clusters.west()));
    Side east = Side.inNewNamespace(clusters.east(), "east", 1);
    Side west = Side.inNewNamespace(clusters.west(), "west", 2);
    Stream.of(east, west)
        .forEach(side -> side.createNetwork(Sku.BASIC, ExposureType.LOAD_BALANCER));
    return new SitePair(
        new SiteConnection(east, "west"),
        new SiteConnection(west, "east"),
        east.awaitAddress(),
        west.awaitAddress(),
        loadBalancers);
  }

  /** Both connections. */
  public List<SiteConnection> both() {
    return List.of(east, west);
  }

  /** Gives both sites, and both their keys, as they should be. */
  public void createSitesAndKeys() {
    east.createSite(SiteConnection.spec(westAddress, west.side().prefix()));
    west.createSite(SiteConnection.spec(eastAddress, east.side().prefix()));
    both().forEach(connection -> connection.setKey(SiteConnection.KEY));
  }

  /** Creates both connections. */
  public void connect() {
    both().forEach(connection -> connection.connect(spec -> spec));
  }

  /** Waits until both sides say that they are connected, and gives the time that took. */
  public Duration awaitConnected(Duration limit) {
    long start = System.nanoTime();
    await("both sides connected")
        .atMost(limit)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> both().stream().allMatch(SiteConnection::isConnected));
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Waits until both sides give a reason, and gives the time that took. */
  public Duration awaitReason(String reason, Duration limit) {
    long start = System.nanoTime();
    await("both sides say " + reason)
        .atMost(limit)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> both().stream().allMatch(one -> one.reason().equals(reason)));
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Deletes both connections. */
  public void disconnect() {
    both().forEach(SiteConnection::disconnect);
  }

  /** Deletes everything, and does not wait. */
  @Override
  public void close() {
    both().forEach(connection -> connection.side().delete());
    loadBalancers.forEach(LoadBalancer::close);
  }
}
