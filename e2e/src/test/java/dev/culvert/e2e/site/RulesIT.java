package dev.culvert.e2e.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.Condition;
import dev.culvert.crds.v1alpha1.ConnectionState;
import dev.culvert.crds.v1alpha1.ExposureType;
import dev.culvert.crds.v1alpha1.Gateway;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.GatewayConnectionSpec;
import dev.culvert.crds.v1alpha1.Routing;
import dev.culvert.crds.v1alpha1.Sku;
import dev.culvert.crds.v1alpha1.TrafficSelectors;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.crds.v1alpha1.VirtualNetworkSpec;
import dev.culvert.e2e.cluster.ClusterExtension;
import dev.culvert.e2e.cluster.LoadBalancer;
import dev.culvert.e2e.cluster.TestCluster;
import dev.culvert.e2e.outside.Device;
import dev.culvert.e2e.outside.DeviceConnection;
import dev.culvert.e2e.scenario.KeySecret;
import dev.culvert.e2e.scenario.Ping;
import dev.culvert.e2e.scenario.Side;
import dev.culvert.e2e.scenario.SiteConnection;
import dev.culvert.e2e.wan.Wan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The rules of docs/limits.md beside tunnels that are carried: whatever is refused, these lose no
 * packet and keep their SPIs. One device stands for all sites.
 */
@ExtendWith(ClusterExtension.class)
class RulesIT {
  private static final String LINK = "the link";
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final Duration START_LIMIT = Duration.ofSeconds(60);

  /** Of the small network, which has as many as its sku carries. */
  private static final int SMALL_TUNNELS = 10;

  private static final int FIRST_OF_LARGE = 11;
  private static final int LAST_OF_LARGE = 21;

  private static LoadBalancer loadBalancer;
  private static Device device;
  private static Side small;
  private static Side large;
  private static Side neighbour;
  private static List<Branch> ofSmall;
  private static List<Branch> ofLarge;

  private SteadyTunnels steady;
  private Map<String, String> spisOfLink = Map.of();

  /** Whoever edits its own side of a link asks for other SAs, which follow the former in time. */
  private boolean linkIsEdited;

  @BeforeAll
  static void connect(TestCluster cluster) {
    small = Side.inNewNamespace(cluster, "small", 1);
    large = Side.inNewNamespace(cluster, "large", 2);
    neighbour = Side.inNewNamespace(cluster, "neighbour", 3);
    loadBalancer = LoadBalancer.of(cluster);
    device = Device.on(Wan.shared());
    small.createNetwork(Sku.BASIC, ExposureType.LOAD_BALANCER);
    large.createNetwork(Sku.HIGH_PERFORMANCE, ExposureType.LOAD_BALANCER);
    neighbour.createNetwork();
    ofSmall = create(small, 1, SMALL_TUNNELS);
    ofLarge = new ArrayList<>(create(large, FIRST_OF_LARGE, LAST_OF_LARGE - 1));
    // In the middle: there are older holders than the link, and a younger one.
    large.connectTo(neighbour);
    neighbour.connectTo(large);
    ofLarge.addAll(create(large, LAST_OF_LARGE, LAST_OF_LARGE));
    large.awaitConnectedTo(neighbour);
    Stream.concat(ofSmall.stream(), ofLarge.stream())
        .forEach(branch -> branch.connection().awaitReason("WaitingForInitiator", START_LIMIT));
    configureDevice();
    Stream.concat(ofSmall.stream(), ofLarge.stream())
        .forEach(branch -> branch.connection().awaitConnected(START_LIMIT));
  }

  @AfterAll
  static void delete() {
    Stream.of(small, large, neighbour).forEach(Side::delete);
    device.close();
    loadBalancer.close();
  }

  @BeforeEach
  void watch() {
    spisOfLink = large.spisTowards(neighbour);
    steady =
        SteadyTunnels.watch(
            Stream.of(
                    Stream.of(tunnel(ofSmall.getFirst())),
                    Stream.of(tunnel(ofLarge.getFirst()), tunnel(ofLarge.getLast())),
                    Stream.of(link()))
                .flatMap(tunnels -> tunnels)
                .toList());
  }

  @AfterEach
  void everythingCarried_keepsItsSpis_andLosesNoPing(TestInfo test) {
    steady.assertSteady(test.getDisplayName(), linkIsEdited ? Set.of(LINK) : Set.of());
    if (!linkIsEdited) {
      assertThat(large.spisTowards(neighbour)).isEqualTo(spisOfLink);
    }
    assertThat(Stream.concat(ofSmall.stream(), ofLarge.stream()))
        .allSatisfy(branch -> assertThat(branch.connection().isConnected()).isTrue());
    assertThat(large.isConnectedTo(neighbour)).isTrue();
  }

  @Test
  void rule1_gatewayInUse_isNeitherRemoved_norMadeAnew_norMadeSmaller() {
    patchGateway(large, "null");
    awaitRefused(
        network(large),
        "GatewayInUse",
        "cannot be removed while GatewayConnections use it: to-branch-11, ");
    patchGateway(large, gateway("Static", "HighPerformance"));
    awaitRefused(network(large), "GatewayInUse", "routing never changes while the gateway exists");
    patchGateway(large, "null");
    patchGateway(large, gateway("Dynamic", "Basic"));
    awaitRefused(network(large), "TooManyTunnels", "carries 12 tunnels, the wished sku at most 10");

    patchGateway(large, gateway("Dynamic", "HighPerformance"));
    awaitAccepted(network(large));
  }

  @Test
  void rule2_newSite_getsNothingThatIsCarriedOrOurOwn() {
    int number = 41;
    for (var claim :
        Map.of(
                "192.168.11.128/25",
                "192.168.11.0/24 of connection \"to-branch-11\"",
                "10.3.7.0/24",
                "10.3.0.0/16 of connection \"to-neighbour\"",
                "10.2.7.0/24",
                "10.2.0.0/16 of the network's own address space")
            .entrySet()) {
      Branch branch = Branch.of(large, device, number++);
      branch.connection().create(branch.spec(null, branch.prefix(), claim.getKey()));
      awaitRefused(
          conditions(branch), "Overlap", claim.getKey() + " overlaps " + claim.getValue() + ".");
      assertThat(branch.connection().status().state()).isEqualTo(ConnectionState.NOT_CONNECTED);
      delete(branch);
    }
  }

  @Test
  void rule2_editedSite_takesNothingFromAnOlderOrYoungerHolder() {
    edit(ofLarge.get(1), "192.168.11.0/24", "to-branch-11");
    edit(ofLarge.get(0), "192.168.21.0/24", "to-branch-21");
    edit(ofLarge.get(2), "10.3.0.0/24", "to-neighbour");
  }

  private static void edit(Branch branch, String wanted, String holder) {
    patchPrefixes(branch, branch.prefix(), wanted);
    awaitRefused(conditions(branch), "Overlap", "of connection \"" + holder + "\"");
    assertThat(condition(conditions(branch).get(), "Accepted").message())
        .endsWith("The gateway goes on with what it carried before.");
    patchPrefixes(branch, branch.prefix());
    awaitAccepted(conditions(branch));
  }

  @Test
  void rule2_networkThatGrows_takesNothingFromAnOlderOrYoungerHolder() {
    linkIsEdited = true;
    for (int holder : List.of(FIRST_OF_LARGE + 1, LAST_OF_LARGE)) {
      String wanted = "192.168.%d.0/24".formatted(holder);
      neighbour.changeAddressSpace(List.of(neighbour.prefix(), wanted));
      awaitRefused(
          linkConditions(),
          "Overlap",
          "of connection \"to-branch-%d\". The prefixes accepted before stay: [10.3.0.0/16]."
              .formatted(holder));
      neighbour.changeAddressSpace(List.of(neighbour.prefix()));
      awaitAccepted(linkConditions());

      large.changeAddressSpace(List.of(large.prefix(), wanted));
      awaitRefused(
          network(large), "Overlap", "of connection \"to-branch-%d\", which".formatted(holder));
      large.changeAddressSpace(List.of(large.prefix()));
      awaitAccepted(network(large));
    }
  }

  @Test
  void rule3_eleventhConnection_isRefused_andTheTenStayConnected() {
    Branch eleventh = Branch.of(small, device, 40).create();

    awaitRefused(conditions(eleventh), "TooManyTunnels", "carries at most 10 tunnels");
    delete(eleventh);
  }

  @Test
  void rule4_secondTunnelForAPair_isRefused() {
    for (String pair : List.of("branch-11", "neighbour")) {
      GatewayConnection first =
          large
              .cluster()
              .client()
              .resources(GatewayConnection.class)
              .inNamespace(large.namespace())
              .withName("to-" + pair)
              .require();
      var second = new GatewayConnection();
      second.setSpec(first.getSpec());
      second.getMetadata().setName("again");
      second.getMetadata().setNamespace(large.namespace());
      large.cluster().client().resource(second).create();

      awaitRefused(
          () -> large.status("again").conditions(),
          "DuplicateConnection",
          "GatewayConnection \"to-%s\" already joins".formatted(pair));
      large.cluster().client().resource(second).delete();
    }
  }

  @Test
  void rule5_staticGateway_carriesOneSite_andNoLink(TestCluster cluster) {
    Side fixed = Side.inNewNamespace(cluster, "fixed", 4);
    VirtualNetwork network = fixed.network(List.of(fixed.prefix()));
    VirtualNetworkSpec spec = network.getSpec();
    network.setSpec(
        new VirtualNetworkSpec(
            spec.location(),
            spec.addressSpace(),
            spec.subnets(),
            new Gateway(Routing.STATIC, Sku.BASIC)));
    cluster.client().resource(network).create();
    var first = new SiteConnection(fixed, "first");
    first.create(SiteConnection.spec(device.address(), "192.168.41.0/24"));
    await("the gateway carries the first")
        .atMost(START_LIMIT)
        .until(
            () -> first.condition("Programmed").filter(c -> c.status().equals("True")).isPresent());
    var second = new SiteConnection(fixed, "second");
    second.create(SiteConnection.spec(device.address(), "192.168.42.0/24"));

    awaitRefused(
        () -> second.status().conditions(),
        "RoutingNotDynamic",
        "carries one tunnel, and GatewayConnection \"to-first\" has it");
    fixed.connectTo(neighbour);
    awaitRefused(
        () -> fixed.statusTowards(neighbour).conditions(),
        "RoutingNotDynamic",
        "need a gateway with routing Dynamic");
    fixed.delete();
  }

  @Test
  void rule6_siteWithOtherPrefixesThanThePeers_isToldApart() {
    Branch narrowed = Branch.of(large, device, 51);
    Branch strange = Branch.of(large, device, 52);
    narrowed.connection().createSite(narrowed.spec(null, narrowed.prefix(), "192.168.61.0/24"));
    narrowed.connection().setKey(SiteConnection.KEY);
    narrowed.connection().connect(RulesIT::withLists);
    strange.connection().create(strange.spec(null, "192.168.62.0/24"));
    Stream.of(narrowed, strange)
        .forEach(branch -> branch.connection().awaitReason("WaitingForInitiator", LIMIT));
    configureDevice(settings(narrowed), settings(strange));

    narrowed.connection().awaitConnected(LIMIT);
    await("the warning")
        .atMost(LIMIT)
        .until(() -> narrowed.connection().condition("TrafficSelectorsNarrowed").isPresent());
    assertThat(narrowed.connection().condition("TrafficSelectorsNarrowed").orElseThrow().message())
        .contains("192.168.51.0/24 only", "192.168.51.0/24, 192.168.61.0/24");
    strange.connection().awaitReason("TsMismatch", LIMIT);
    assertThat(condition(conditions(strange).get(), "Connected").message())
        .contains("Asked for here: 10.2.0.0/16 === 192.168.62.0/24");
    configureDevice();
    delete(narrowed);
    delete(strange);
  }

  private static GatewayConnectionSpec withLists(GatewayConnectionSpec spec) {
    return new GatewayConnectionSpec(
        spec.virtualNetworkRef(),
        spec.remote(),
        spec.sharedKey(),
        TrafficSelectors.LISTS,
        spec.desiredState(),
        spec.mode(),
        spec.identities());
  }

  @Test
  void rule7_prefixesOutsideAcceptPrefixes_areNotFollowed() {
    linkIsEdited = true;
    neighbour.changeAddressSpace(List.of(neighbour.prefix(), "100.127.0.0/16"));

    awaitRefused(
        linkConditions(),
        "PrefixNotAccepted",
        "[100.127.0.0/16], which is outside spec.remote.acceptPrefixes");
    assertThat(condition(linkConditions().get(), "Accepted").message())
        .endsWith("The prefixes accepted before stay: [10.3.0.0/16].");
    neighbour.changeAddressSpace(List.of(neighbour.prefix()));
    awaitAccepted(linkConditions());
  }

  @Test
  void rules9And12_keyThatIsMissing_unlabelled_orTooShort_isSaid_andAWeakOneWarnedOf() {
    Branch branch = Branch.of(large, device, 53);
    branch.connection().createSite(branch.spec(null, branch.prefix()));
    branch.connection().connect(spec -> spec);
    Supplier<List<Condition>> conditions = conditions(branch);
    awaitUnresolved(conditions, "SharedKeyMissing");
    String absent = condition(conditions.get(), "ResolvedRefs").message();

    branch
        .connection()
        .key()
        .set(KeySecret.ENTRY, SiteConnection.KEY, Map.of("culvert.dev/shared-key", "false"));
    await("an unlabelled Secret is as one that is not there")
        .during(Duration.ofSeconds(2))
        .atMost(LIMIT)
        .until(() -> condition(conditions.get(), "ResolvedRefs").message().equals(absent));
    branch.connection().setKey("seven77");
    awaitUnresolved(conditions, "SharedKeyInvalid");
    assertThat(condition(conditions.get(), "ResolvedRefs").message())
        .contains("has 7 characters")
        .doesNotContain("seven77");
    branch.connection().setKey("eight888\n");
    branch.connection().awaitReason("WaitingForInitiator", LIMIT);
    assertThat(branch.connection().condition("WeakKey")).isPresent();
    assertThat(branch.connection().condition("NewlineDropped")).isPresent();
    delete(branch);
  }

  private static List<Branch> create(Side side, int first, int last) {
    return IntStream.rangeClosed(first, last)
        .mapToObj(number -> Branch.of(side, device, number).create())
        .toList();
  }

  /** The device has its side of everything that is to stay, and of what is given besides. */
  private static void configureDevice(DeviceConnection... others) {
    device.configure(
        Stream.concat(
                Stream.concat(ofSmall.stream(), ofLarge.stream()).map(RulesIT::settings),
                Stream.of(others))
            .toArray(DeviceConnection[]::new));
  }

  private static DeviceConnection settings(Branch branch) {
    return branch.settings(branch.connection().side().awaitAddress());
  }

  private static SteadyTunnels.Tunnel tunnel(Branch branch) {
    return new SteadyTunnels.Tunnel(
        branch.connection().name(), branch.connection()::spis, branch::ping);
  }

  private static SteadyTunnels.Tunnel link() {
    return new SteadyTunnels.Tunnel(
        LINK,
        () -> Map.of(LINK, "compared by itself"),
        count -> Ping.start(large, neighbour, count));
  }

  private static void patchGateway(Side side, String gateway) {
    side.cluster()
        .kubectl(
            "patch",
            "virtualnetwork",
            side.name(),
            "--namespace=" + side.namespace(),
            "--type=merge",
            "--patch={\"spec\":{\"gateway\":" + gateway + "}}");
  }

  private static String gateway(String routing, String sku) {
    return "{\"routing\":\"%s\",\"sku\":\"%s\",\"exposure\":{\"type\":\"LoadBalancer\"}}"
        .formatted(routing, sku);
  }

  private static void patchPrefixes(Branch branch, String... prefixes) {
    branch
        .connection()
        .patchSite("{\"addressSpace\":[\"" + String.join("\",\"", prefixes) + "\"]}");
  }

  private static void delete(Branch branch) {
    branch.connection().disconnect();
    branch.connection().deleteKey();
  }

  private static Supplier<List<Condition>> conditions(Branch branch) {
    return () -> branch.connection().status().conditions();
  }

  private static Supplier<List<Condition>> linkConditions() {
    return () -> large.statusTowards(neighbour).conditions();
  }

  private static Supplier<List<Condition>> network(Side side) {
    return side::networkConditions;
  }

  private static void awaitRefused(
      Supplier<List<Condition>> conditions, String reason, String words) {
    awaitUnmet(conditions, "Accepted", reason, words);
  }

  private static void awaitUnresolved(Supplier<List<Condition>> conditions, String reason) {
    awaitUnmet(conditions, "ResolvedRefs", reason, "");
  }

  private static void awaitUnmet(
      Supplier<List<Condition>> conditions, String type, String reason, String words) {
    await(reason)
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(100))
        .untilAsserted(() -> {
          List<Condition> now = conditions.get();
          for (String unmet : List.of(type, "Ready")) {
            assertThat(condition(now, unmet).status()).as(unmet).isEqualTo("False");
            assertThat(condition(now, unmet).reason()).as(unmet).isEqualTo(reason);
          }
          assertThat(condition(now, type).message()).contains(words);
          assertThat(condition(now, "Stalled").status()).isEqualTo("True");
        });
  }

  private static void awaitAccepted(Supplier<List<Condition>> conditions) {
    await("accepted again")
        .atMost(LIMIT)
        .pollInterval(Duration.ofMillis(100))
        .until(() -> condition(conditions.get(), "Accepted").status().equals("True"));
  }

  private static Condition condition(List<Condition> conditions, String type) {
    return conditions.stream()
        .filter(condition -> condition.type().equals(type))
        .findFirst()
        .orElseGet(() -> new Condition(type, "", null, "", "", ""));
  }
}
