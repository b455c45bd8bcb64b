package dev.culvert.e2e.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.Condition;
import dev.culvert.crds.v1alpha1.ConnectionMode;
import dev.culvert.crds.v1alpha1.GatewayConnectionSpec;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.ClusterPair;
import dev.culvert.e2e.cluster.CulvertRelease;
import dev.culvert.e2e.scenario.NameService;
import dev.culvert.e2e.scenario.Ping;
import dev.culvert.e2e.scenario.PingResult;
import dev.culvert.e2e.scenario.Side;
import dev.culvert.e2e.scenario.SiteConnection;
import dev.culvert.e2e.scenario.SitePair;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Sites at a name: what is said of names that lead nowhere, and what becomes of tunnels. */
@ExtendWith(ClusterExtension.class)
class SiteNamesIT {
  private static final Duration CLEAR_WITHIN = Duration.ofSeconds(10);
  private static final Duration CONNECTED_WITHIN = Duration.ofSeconds(5);

  /** Names are looked up every 30 seconds. */
  private static final Duration LOOKED_UP_WITHIN = Duration.ofSeconds(40);

  private static final String EAST = "vpn.east.test";
  private static final String WEST = "vpn.west.test";

  private static SitePair pair;
  private static NameService namesInEast;
  private static NameService namesInWest;

  @BeforeAll
  static void createNetworks(ClusterPair clusters) {
    pair = SitePair.create(clusters);
    namesInEast = NameService.on(clusters.east());
    namesInWest = NameService.on(clusters.west());
  }

  @AfterAll
  static void deleteNetworks() {
    namesInEast.close();
    namesInWest.close();
    pair.close();
  }

  @BeforeEach
  void nameSites() {
    pair.createSitesAndKeys();
    namesInEast.give(WEST, pair.westAddress());
    namesInWest.give(EAST, pair.eastAddress());
    point(pair.east(), WEST, pair.westAddress());
    point(pair.west(), EAST, pair.eastAddress());
  }

  @AfterEach
  void disconnect() {
    pair.disconnect();
    secondLine(pair.west().side()).delete();
  }

  @Test
  void nameThatDoesNotExist_isNamed_andTheRightOneConnects() {
    point(pair.east(), "wpn.west.test", pair.westAddress());
    point(pair.west(), "wpn.east.test", pair.eastAddress());
    pair.connect();
    Duration clear = pair.awaitReason("DnsFailure", CLEAR_WITHIN);
    assertThat(message(pair.east())).contains("wpn.west.test", "correct it");

    Duration repaired =
        repair(() -> {
          point(pair.east(), WEST, pair.westAddress());
          point(pair.west(), EAST, pair.eastAddress());
        });
    print("name that does not exist", clear, repaired);
  }

  @Test
  void nameWithAnIpv6AddressAlone_isNamed_andAnARecordConnects() {
    namesInEast.giveIpv6(WEST, "2001:db8::2");
    namesInWest.giveIpv6(EAST, "2001:db8::1");
    pair.connect();
    Duration clear = pair.awaitReason("NoIPv4Address", CLEAR_WITHIN);
    assertThat(message(pair.east())).contains(WEST, "A record");

    Duration repaired =
        repair(() -> {
          namesInEast.give(WEST, pair.westAddress());
          namesInWest.give(EAST, pair.eastAddress());
        });
    print("name with AAAA alone", clear, repaired);
  }

  /** Two promises in one wait: half a minute passes between two look-ups. */
  @Test
  void connectedTunnel_followsItsNameWithoutLoss_andStaysWhenTheNameIsGone() {
    Resource<Service> secondLine = secondLine(pair.west().side());
    secondLine.create();
    pair.east().connect(spec -> spec);
    pair.west().connect(SiteNamesIT::answeringOnly);
    pair.awaitConnected(Duration.ofSeconds(20));
    String line = awaitAddress(secondLine);
    Map<String, String> before = pair.east().spis();
    Ping ping = Ping.underWay(pair.east().side(), pair.west().side(), 45 * Ping.RATE);

    namesInEast.give(WEST, line);
    namesInWest.forget(EAST);

    await("a new tunnel to the new address, and no other")
        .atMost(LOOKED_UP_WITHIN)
        .until(() ->
            pair.east().spis().size() == before.size()
                && pair.east().spis().keySet().stream().noneMatch(before::containsKey)
                && observedBy(pair.east()).startsWith(line + ":"));
    await("west warns of the name that is gone")
        .atMost(LOOKED_UP_WITHIN)
        .until(() -> isWarned(pair.west()));
    assertThat(pair.both()).allMatch(SiteConnection::isConnected);
    assertThat(pair.west().reason()).isEqualTo("Connected");
    assertThat(pair.west().condition("NameUnresolved").orElseThrow().message()).contains(EAST);
    PingResult result = ping.await();
    System.out.printf("name that changes its address: %s%n", result);
    assertThat(result.lost()).isZero();

    namesInWest.give(EAST, pair.eastAddress());
    await("the warning goes").atMost(LOOKED_UP_WITHIN).until(() -> !isWarned(pair.west()));
    assertThat(pair.both()).allMatch(SiteConnection::isConnected);
  }

  /** So that it is east who dials. */
  private static GatewayConnectionSpec answeringOnly(GatewayConnectionSpec spec) {
    return new GatewayConnectionSpec(
        spec.virtualNetworkRef(),
        spec.remote(),
        spec.sharedKey(),
        spec.trafficSelectors(),
        spec.desiredState(),
        ConnectionMode.RESPONDER_ONLY,
        spec.identities());
  }

  private static boolean isWarned(SiteConnection connection) {
    return connection.condition("NameUnresolved").isPresent();
  }

  private static String observedBy(SiteConnection connection) {
    var remote = connection.status().remote();
    return remote == null || remote.observedSource() == null ? "" : remote.observedSource();
  }

  /** A second address by which the gateway is reached. */
  private static Resource<Service> secondLine(Side side) {
    return side.cluster()
        .client()
        .resource(
            new ServiceBuilder()
                .withNewMetadata()
                .withName("second-line")
                .withNamespace(CulvertRelease.GATEWAY_NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .withType("LoadBalancer")
                .withExternalTrafficPolicy("Local")
                .addToSelector("culvert.dev/gateway", side.gateway())
                .addNewPort()
                .withName("ike")
                .withProtocol("UDP")
                .withPort(500)
                .endPort()
                .addNewPort()
                .withName("ike-nat-t")
                .withProtocol("UDP")
                .withPort(4500)
                .endPort()
                .endSpec()
                .build());
  }

  private static String awaitAddress(Resource<Service> service) {
    return await("the second line has an address")
        .until(
            () -> service.require().getStatus().getLoadBalancer().getIngress().stream().findFirst(),
            ingress -> ingress.isPresent())
        .orElseThrow()
        .getIp();
  }

  private static void point(SiteConnection connection, String name, String identity) {
    connection.patchSite(
        "{\"gatewayAddress\":\"%s\",\"gatewayIdentity\":\"%s\"}".formatted(name, identity));
  }

  private static Duration repair(Runnable mend) {
    long start = System.nanoTime();
    mend.run();
    pair.awaitConnected(CONNECTED_WITHIN);
    Duration time = Duration.ofNanos(System.nanoTime() - start);
    assertThat(time).isLessThanOrEqualTo(CONNECTED_WITHIN);
    return time;
  }

  private static String message(SiteConnection connection) {
    return connection.condition("Ready").map(Condition::message).orElse("");
  }

  private static void print(String fault, Duration clear, Duration repaired) {
    System.out.printf(
        "%s: named after %.1f s, connected %.1f s after its repair%n",
        fault, clear.toMillis() / 1000.0, repaired.toMillis() / 1000.0);
  }
}
