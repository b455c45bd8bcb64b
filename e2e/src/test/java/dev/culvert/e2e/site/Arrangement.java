package dev.culvert.e2e.site;

import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.Condition;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.InsideHost;
import dev.culvert.e2e.scenario.Ping;
import dev.culvert.e2e.scenario.PingResult;
import dev.culvert.e2e.scenario.Side;
import dev.culvert.e2e.scenario.SiteConnection;
import dev.culvert.e2e.scenario.Tools;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A network, the device of a site, and a host behind each.
 *
 * @param connection the network's, to the device's site
 * @param peer the device
 * @param inside the network's host
 */
record Arrangement(SiteConnection connection, Peer peer, InsideHost inside)
    implements AutoCloseable {
  static final Duration UP_LIMIT = Duration.ofSeconds(60);

  /** Puts a host into the network, once its gateway's pod is there. */
  static Arrangement of(SiteConnection connection, Peer peer) {
    Side side = connection.side();
    Pod pod =
        side.cluster()
            .client()
            .resource(side.pod())
            .waitUntilReady(UP_LIMIT.toSeconds(), TimeUnit.SECONDS);
    String address = "10.%d.0.10".formatted(side.octet());
    return new Arrangement(
        connection, peer, InsideHost.behind(pod, address, Tools.on(side.cluster())));
  }

  TestCluster cluster() {
    return connection.side().cluster();
  }

  /** Waits until both ends say that they are connected. */
  Duration awaitConnected() {
    long start = System.nanoTime();
    connection.awaitConnected(UP_LIMIT);
    await("the device is up").atMost(UP_LIMIT).until(peer::isUp);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Has the connection only answer, and returns once the gateway knows. */
  void leaveItToTheDeviceToStart() {
    leaveItToTheDeviceToStart(connection);
  }

  static void leaveItToTheDeviceToStart(SiteConnection connection) {
    setMode(connection, "ResponderOnly");
  }

  /** Has either end start. */
  void letEitherEndStart() {
    setMode(connection, "Default");
  }

  private static void setMode(SiteConnection connection, String mode) {
    connection.patchConnection("{\"mode\":\"%s\"}".formatted(mode));
    await(connection.name() + " is programmed as " + mode)
        .atMost(UP_LIMIT)
        .until(() ->
            connection
                .condition("Programmed")
                .filter(programmed -> programmed.status().equals("True"))
                .map(Condition::observedGeneration)
                .equals(Optional.of(connection.generation())));
  }

  /** Waits until the connection says that it waits for the device, in one of two ways. */
  void awaitWaitingForTheDevice() {
    await("the connection is down")
        .atMost(UP_LIMIT)
        .until(() -> Set.of("WaitingForInitiator", "ClosedByPeer").contains(connection.reason()));
  }

  /** Sends echo requests from inside to behind the device; some time later than this returns. */
  Ping ping(int count) {
    return inside.ping(peer.hostBehind().address(), count);
  }

  /** Sends echo requests, and returns once the first is answered. */
  Ping pingUnderWay(int count) {
    return ping(count).awaitUnderWay();
  }

  PingResult pinged(int count) {
    return ping(count).await();
  }

  /** How long it takes from now until an echo request is answered. */
  Duration untilAnswered() {
    long start = System.nanoTime();
    inside.shell(
        "timeout 90 sh -c 'until ping -q -c 1 -W 1 -I %s %s >/dev/null 2>&1; do sleep 0.1; done'"
            .formatted(inside.address(), peer.hostBehind().address()));
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Deletes the network and its host; the device is its maker's to end. */
  @Override
  public void close() {
    inside.close();
    connection.side().delete();
  }
}
