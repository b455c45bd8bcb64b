package dev.culvert.e2e.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.ConnectionState;
import dev.culvert.crds.v1alpha1.DesiredState;
import dev.culvert.crds.v1alpha1.ExposureType;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.GatewayConnectionSpec;
import dev.culvert.crds.v1alpha1.SecretKeyRef;
import dev.culvert.crds.v1alpha1.SharedKeyRef;
import dev.culvert.crds.v1alpha1.Sku;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.crds.v1alpha1.VirtualNetworkSpec;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.CulvertRelease;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.scenario.Side;
import dev.culvert.e2e.scenario.SiteConnection;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a namespace learns of networks that are somebody else's (rule 11 of docs/limits.md). */
@ExtendWith(ClusterExtension.class)
class InformationIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration ANSWER_LIMIT = Duration.ofSeconds(3);
  private static final int ROUNDS = 12;

  private static Side asker;
  private static Side absent;
  private static Side elsewhere;
  private static Side bare;
  private static Side full;
  private static Side taken;
  private static Side blocked;

  @BeforeAll
  static void create(TestCluster cluster) {
    asker = Side.inNewNamespace(cluster, "asker", 1);
    full = Side.inNewNamespace(cluster, "owner", 2);
    absent = new Side(cluster, full.namespace(), "absent", 3);
    elsewhere = new Side(cluster, "no-such-namespace", "full", 4);
    bare = new Side(cluster, full.namespace(), "bare", 5);
    taken = new Side(cluster, full.namespace(), "taken", 6);
    blocked = new Side(cluster, full.namespace(), "blocked", 7);
    asker.createNetwork();
    full.createNetwork();
    new SiteConnection(full, "hq").create(SiteConnection.spec("203.0.113.7", "192.168.9.0/24"));
    new SiteConnection(full, "asker-key").setKey(SiteConnection.KEY);
    createWithoutGateway(bare);
    // Both want the node's ports: one of them starts, the other cannot.
    taken.createNetwork(Sku.BASIC, ExposureType.HOST_PORT);
    taken.awaitAddress();
    await("a gateway with the node's ports")
        .until(() -> taken.pod().getStatus().getPodIP() != null);
    blocked.createNetwork(Sku.BASIC, ExposureType.HOST_PORT);
    // Two that have business with each other, not with the asker.
    full.connectTo(taken);
    taken.connectTo(full);
    full.awaitConnectedTo(taken);
  }

  @AfterAll
  static void delete() {
    asker.delete();
    full.delete();
  }

  @Test
  void beforeConsent_networksThatExistAndThatDoNot_lookTheSame(TestCluster cluster) {
    Map<String, String> seen = new LinkedHashMap<>();
    for (Side other : List.of(absent, elsewhere, bare, full, taken, blocked)) {
      seen.put(other.name() + " in " + other.namespace(), look(cluster, other, false));
      seen.put(other.name() + ", with a key", look(cluster, other, true));
    }

    String withoutKey = look(cluster, absent, false);
    String withKey = look(cluster, absent, true);
    seen.forEach((who, what) ->
        assertThat(what).as(who).isEqualTo(who.endsWith("key") ? withKey : withoutKey));
    assertThat(withoutKey).contains("PeerConnectionMissing").doesNotContain("10.2.", "10.6.");
  }

  @Test
  void beforeConsent_theAnswerComesAsFast(TestCluster cluster) {
    Map<Side, List<Long>> millis = new LinkedHashMap<>();
    List<Side> others = List.of(absent, full, taken, bare);
    for (int round = 0; round < ROUNDS; round++) {
      for (int turn = 0; turn < others.size(); turn++) {
        Side other = others.get((round + turn) % others.size()); // none always comes first
        millis.computeIfAbsent(other, key -> new ArrayList<>()).add(answer(cluster, other));
      }
    }
    millis.forEach((other, times) -> {
      List<Long> sorted = times.stream().sorted().toList();
      System.out.printf(
          "network \"%s\": PeerConnectionMissing after %d ms (median of %d, %d to %d)%n",
          other.name(), sorted.get(ROUNDS / 2), ROUNDS, sorted.getFirst(), sorted.getLast());
      assertThat(sorted.getLast()).isLessThan(ANSWER_LIMIT.toMillis());
    });
  }

  @Test
  void afterConsent_theOtherSidesPods_nodes_imagesAndSecretsAppearNowhere(TestCluster cluster) {
    var told = new StringBuilder();
    asker.connectTo(full);
    full.connectTo(asker);
    asker.awaitConnectedTo(full);
    told.append(everything(cluster));
    List<String> secrets = new ArrayList<>(derived(full));

    cluster.client().resource(full.pod()).withGracePeriod(0).delete();
    await("the asker sees that the other side has gone or come again")
        .atMost(LIMIT)
        .until(() -> {
          told.append(everything(cluster));
          return !asker.isConnectedTo(full);
        });
    asker.awaitConnectedTo(full);
    full.disconnectFrom(asker);
    asker.connectTo(blocked);
    blocked.connectTo(asker);
    await("the other gateway cannot start")
        .atMost(LIMIT)
        .until(() -> blocked.reasonTowards(asker).equals("Unschedulable"));
    await("the asker waits").atMost(LIMIT).until(() -> !asker.reasonTowards(blocked).isEmpty());
    await("the asker has said all it will")
        .during(Duration.ofSeconds(3))
        .atMost(LIMIT)
        .until(() -> {
          told.append(everything(cluster));
          return !asker.isConnectedTo(blocked);
        });

    System.out.println("of a gateway that cannot start: " + asker.reasonTowards(blocked));
    secrets.addAll(derived(blocked));
    secrets.add(CulvertRelease.GATEWAY_NAMESPACE);
    secrets.addAll(List.of("Unschedulable", "culvert/gateway", "free ports", "hq", "asker-key"));
    cluster.client().nodes().list().getItems().stream()
        .map(node -> node.getMetadata().getName())
        .forEach(secrets::add);
    assertThat(told.toString()).contains("10.2.0.0/16").doesNotContain(secrets);
    asker.disconnectFrom(full);
    asker.disconnectFrom(blocked);
    blocked.disconnectFrom(asker);
  }

  /** What of a wish for a connection anybody with rights in the asker's namespace can see. */
  private static String look(TestCluster cluster, Side other, boolean withKey) {
    cluster.client().v1().events().inNamespace(asker.namespace()).delete();
    GatewayConnection wish = wish(other, withKey);
    cluster.client().resource(wish).create();
    await("an answer about " + other.name())
        .atMost(LIMIT)
        .until(() -> !asker.reasonTowards(other).isEmpty());
    await("the event").atMost(LIMIT).until(() -> !events(cluster, other).isEmpty());
    GatewayConnection found = cluster.client().resource(wish).require();
    String seen =
        Serialization.asYaml(found.getStatus())
            + Serialization.asYaml(found.getMetadata().getAnnotations())
            + found.getMetadata().getFinalizers()
            + found.getMetadata().getGeneration()
            + events(cluster, other)
            + gauges(cluster);
    cluster.client().resource(wish).delete();
    await("gone").until(() -> cluster.client().resource(wish).get() == null);
    return seen.replace(other.namespace() + "/" + other.name(), "THE-OTHER")
        .replace("to-" + other.name(), "THE-CONNECTION")
        .replaceAll("\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z", "TIME");
  }

  private static GatewayConnection wish(Side other, boolean withKey) {
    GatewayConnection wish = asker.connection(other, DesiredState.CONNECTED);
    GatewayConnectionSpec spec = wish.getSpec();
    wish.setSpec(
        new GatewayConnectionSpec(
            spec.virtualNetworkRef(),
            spec.remote(),
            withKey ? new SharedKeyRef(new SecretKeyRef("key", "sharedKey")) : null,
            null,
            null,
            null,
            null));
    return wish;
  }

  private static String events(TestCluster cluster, Side other) {
    return cluster.client().v1().events().inNamespace(asker.namespace()).list().getItems().stream()
        .filter(event -> event.getInvolvedObject().getName().equals("to-" + other.name()))
        .map(event -> event.getType() + " " + event.getReason() + ": " + event.getMessage())
        .sorted()
        .collect(Collectors.joining("\n"));
  }

  /**
   * What the operator counts by state, once it counts what is there; its other metrics are of its
   * own doings.
   */
  private static String gauges(TestCluster cluster) {
    long notConnected =
        cluster
            .client()
            .resources(GatewayConnection.class)
            .inAnyNamespace()
            .list()
            .getItems()
            .stream()
            .map(GatewayConnection::getStatus)
            .filter(status -> status != null && status.state() == ConnectionState.NOT_CONNECTED)
            .count();
    return await("the new connection is counted")
        .atMost(LIMIT)
        .until(
            () ->
                metrics(cluster)
                    .lines()
                    .filter(line -> line.matches("culvert_(connections|gateways).*"))
                    .sorted()
                    .collect(Collectors.joining("\n")),
            text -> text.contains("{state=\"NotConnected\"} %d.0".formatted(notConnected)));
  }

  private static String metrics(TestCluster cluster) {
    return cluster.kubectl(
        "get",
        "--raw",
        "/api/v1/namespaces/%s/pods/%s:8080/proxy/metrics"
            .formatted(CulvertRelease.NAMESPACE, operator(cluster).getMetadata().getName()));
  }

  private static Pod operator(TestCluster cluster) {
    return cluster
        .client()
        .pods()
        .inNamespace(CulvertRelease.NAMESPACE)
        .list()
        .getItems()
        .getFirst();
  }

  /** Milliseconds until the asker is told. */
  private static long answer(TestCluster cluster, Side other) {
    GatewayConnection wish = wish(other, false);
    long start = System.nanoTime();
    cluster.client().resource(wish).create();
    await("an answer about " + other.name())
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(5))
        .pollDelay(Duration.ZERO)
        .until(() -> !asker.reasonTowards(other).isEmpty());
    long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
    cluster.client().resource(wish).delete();
    await("gone").until(() -> cluster.client().resource(wish).get() == null);
    return millis;
  }

  /** Statuses and events of the asker's namespace. */
  private static String everything(TestCluster cluster) {
    return cluster.kubectl(
        "get", "virtualnetworks,gatewayconnections,events", "-n", asker.namespace(), "-o", "yaml");
  }

  /** Names of what was made for the network where its owner cannot look either. */
  private static List<String> derived(Side side) {
    Stream<String> linkKeys =
        side
            .cluster()
            .client()
            .secrets()
            .inNamespace(CulvertRelease.NAMESPACE)
            .list()
            .getItems()
            .stream()
            .map(secret -> secret.getMetadata().getName())
            .filter(name -> name.startsWith("link-"));
    return Stream.concat(Stream.of(side.gateway()), linkKeys).toList();
  }

  private static void createWithoutGateway(Side side) {
    VirtualNetwork network = side.network(List.of(side.prefix()));
    VirtualNetworkSpec spec = network.getSpec();
    network.setSpec(
        new VirtualNetworkSpec(spec.location(), spec.addressSpace(), spec.subnets(), null));
    side.cluster().client().resource(network).create();
  }
}
