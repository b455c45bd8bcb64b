package dev.culvert.e2e.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.Condition;
import dev.culvert.crds.v1alpha1.ExposureType;
import dev.culvert.crds.v1alpha1.GatewayConnectionStatus;
import dev.culvert.crds.v1alpha1.Sku;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.LoadBalancer;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.outside.Attacker;
import dev.culvert.e2e.outside.Attacker.Forgery;
import dev.culvert.e2e.outside.Attacker.Sent;
import dev.culvert.e2e.outside.Device;
import dev.culvert.e2e.outside.DeviceConnection;
import dev.culvert.e2e.scenario.Charon;
import dev.culvert.e2e.scenario.Ping;
import dev.culvert.e2e.scenario.PingResult;
import dev.culvert.e2e.scenario.Side;
import dev.culvert.e2e.wan.Wan;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A gateway whose address is known to somebody who sends what he likes. */
@ExtendWith(ClusterExtension.class)
class FloodIT {
  private static final int RATE = 5000;
  private static final int NAT_TRAVERSAL = 4500;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static LoadBalancer loadBalancer;
  private static Device peer;
  private static Device newcomer;
  private static Attacker attacker;
  private static Side side;
  private static Branch branch;
  private static String address;

  @BeforeAll
  static void connect(TestCluster cluster) {
    side = Side.inNewNamespace(cluster, "flooded", 1);
    loadBalancer = LoadBalancer.of(cluster);
    Wan wan = Wan.shared();
    peer = Device.on(wan);
    newcomer = Device.on(wan);
    attacker = Attacker.on(wan);
    side.createNetwork(Sku.BASIC, ExposureType.LOAD_BALANCER);
    address = side.awaitAddress();
    branch = Branch.of(side, peer, 1).create();
    branch.connection().awaitReason("WaitingForInitiator", LIMIT);
    peer.configure(branch.settings(address));
    branch.connection().awaitConnected(LIMIT);
  }

  @AfterAll
  static void delete() {
    side.delete();
    List.of(attacker, peer, newcomer, loadBalancer).forEach(FloodIT::close);
  }

  private static void close(AutoCloseable closeable) {
    try {
      closeable.close();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void fiveThousandForgedRequestsASecond_costNoPing_andARealPeerConnects() {
    flood(Duration.ofSeconds(15));
  }

  @Test
  @Tag("soak")
  void fiveThousandForgedRequestsASecondForAMinute_costNoPing_andARealPeerConnects() {
    flood(Duration.ofMinutes(1));
  }

  private static void flood(Duration time) {
    Branch real = Branch.of(side, newcomer, 2).create();
    real.connection().awaitReason("WaitingForInitiator", LIMIT);
    String pod = side.pod().getMetadata().getUid();
    int count = (int) time.toSeconds() * Ping.RATE;
    PingResult before = branch.ping(10 * Ping.RATE).await();
    Ping ping = branch.ping(count).awaitUnderWay();

    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var flood = CompletableFuture.supplyAsync(() -> attacker.flood(address, RATE, time), threads);
      await("half-open IKE_SAs")
          .atMost(Duration.ofSeconds(10))
          .until(() -> halfOpen() > 0 || flood.isDone());
      long started = System.nanoTime();
      newcomer.configure(real.settings(address));
      real.connection().awaitConnected(time);
      double connected = (System.nanoTime() - started) / 1e9;
      assertThat(flood.isDone()).as("the flood was over before the real peer came").isFalse();
      int most = halfOpen();
      Sent sent = flood.join();

      PingResult result = ping.await();
      long peak = memory("memory.peak", "memory/memory.max_usage_in_bytes");
      long limit = memory("memory.max", "memory/memory.limit_in_bytes");
      System.out.printf(
          "flood: %.0f/s for %s; a real peer connected after %.1f s, %d half-open then;"
              + " ping %s (without flood: %s); memory %.0f MB at most of %.0f MB%n",
          sent.rate(), sent.time(), connected, most, result, before, peak / 1e6, limit / 1e6);
      assertThat(sent.rate()).isGreaterThan(RATE / 2.0);
      assertThat(result.lost()).isZero();
      assertThat(peak).isLessThan(limit);
    }
    assertThat(side.pod().getMetadata().getUid()).isEqualTo(pod);
    assertThat(side.pod().getStatus().getContainerStatuses().getFirst().getRestartCount()).isZero();
    long over = System.nanoTime();
    await("no half-open IKE_SA is left").atMost(LIMIT).until(() -> halfOpen() == 0);
    System.out.printf("no half-open left after %.1f s%n", (System.nanoTime() - over) / 1e9);
    real.connection().disconnect();
    newcomer.configure(new DeviceConnection[0]);
  }

  @Test
  void forgedPacketsFromThePeersAddress_changeNoStatus_andLoseNothing() {
    await("what happened last is written")
        .atMost(LIMIT)
        .until(() -> branch.connection().status().lastEvent() != null);
    GatewayConnectionStatus before = branch.connection().status();
    Ping ping = branch.ping(10 * Ping.RATE).awaitUnderWay();

    for (Forgery forgery : List.of(Forgery.GARBAGE, Forgery.UNKNOWN_IKE_SA, Forgery.UNKNOWN_ESP)) {
      Sent sent =
          attacker.forge(
              forgery,
              peer.address(),
              NAT_TRAVERSAL,
              address,
              NAT_TRAVERSAL,
              1000,
              Duration.ofSeconds(1));
      System.out.printf("forged as from the peer: %d of %s%n", sent.packets(), forgery);
      assertThat(sent.packets()).isGreaterThan(500);
    }

    PingResult result = ping.await();
    System.out.println("forged as from the peer: " + result);
    assertThat(result.lost()).isZero();
    GatewayConnectionStatus after = branch.connection().status();
    assertThat(after.state()).isEqualTo(before.state());
    assertThat(after.conditions()).map(Condition::toString).isEqualTo(texts(before));
    assertThat(after.remote()).isEqualTo(before.remote());
    assertThat(after.lastEvent()).isEqualTo(before.lastEvent());
    assertThat(after.childSas()).map(sa -> sa.spiIn()).isEqualTo(spis(before));
  }

  private static List<String> texts(GatewayConnectionStatus status) {
    return status.conditions().stream().map(Condition::toString).toList();
  }

  private static List<String> spis(GatewayConnectionStatus status) {
    return status.childSas().stream().map(sa -> sa.spiIn()).toList();
  }

  private static int halfOpen() {
    return (int)
        Charon.ikeSas(side).stream().filter(sa -> !sa.state().equals("ESTABLISHED")).count();
  }

  /** A figure of the gateway's cgroup in bytes, by its names in cgroup v2 and v1. */
  private static long memory(String two, String one) {
    String read = "cd /sys/fs/cgroup && cat %s 2>/dev/null || cat %s".formatted(two, one);
    return Long.parseLong(side.exec("sh", "-c", read).strip());
  }
}
