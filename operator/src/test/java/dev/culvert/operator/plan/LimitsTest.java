package dev.culvert.operator.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.crds.v1alpha1.Gateway;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.Routing;
import dev.culvert.crds.v1alpha1.Sku;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Rule 3, and rule 1 for the sku: how many tunnels a hub carries to its spokes. */
class LimitsTest {
  private static final NetworkKey HUB = Given.key("hub");
  private static final Gateway STANDARD = new Gateway(Routing.DYNAMIC, Sku.STANDARD);
  private static final Gateway HIGH = new Gateway(Routing.DYNAMIC, Sku.HIGH_PERFORMANCE);

  @ParameterizedTest
  @CsvSource({"BASIC, 10", "STANDARD, 10", "HIGH_PERFORMANCE, 30"})
  void oneConnectionTooMany_isRefused_andTheOthersAreCarried(Sku sku, int most) {
    World world = star(new Gateway(Routing.DYNAMIC, sku), most + 1).settled();

    assertThat(tunnels(world)).containsExactlyInAnyOrderElementsOf(uids(0, most));
    assertThat(world.connection(uid(most)).unaccepted())
        .hasValueSatisfying(f -> {
          assertThat(f.reason()).isEqualTo(Reasons.TOO_MANY_TUNNELS);
          assertThat(f.message()).contains("at most " + most + " tunnels", HUB.toString());
        });
  }

  @Test
  void spokeOfAFullHub_waitsForIt_andShowsNothingOfIt() {
    World world = star(Given.BASIC, 11).settled();

    ConnectionPlan spoke = world.connection("connection-spoke10-to-hub-10");
    assertThat(spoke.waiting()).map(Finding::reason).hasValue(Reasons.WAITING_FOR_PEER);
    assertThat(spoke.ends()).isEmpty();
  }

  @Test
  void olderConnection_doesNotTakeThePlaceOfACarriedOne() {
    World before = star(Given.BASIC, 11).without(uid(3)).settled();

    World world = added(before, connection(3)).settled();

    assertThat(tunnels(world)).isEqualTo(tunnels(before)).doesNotContain(uid(3));
    assertThat(world.connection(uid(3)).unaccepted())
        .map(Finding::reason)
        .hasValue(Reasons.TOO_MANY_TUNNELS);
  }

  @Test
  void refusedConnection_takesThePlaceThatBecomesFree() {
    World world = star(Given.BASIC, 11).settled().without(uid(3)).settled();

    assertThat(tunnels(world)).hasSize(10).contains(uid(10));
  }

  @Test
  void largerSku_takesTheRefusedConnectionInAtOnce() {
    World world = star(Given.BASIC, 11).settled().with(hub(HIGH)).settled();

    assertThat(tunnels(world)).hasSize(11);
    assertThat(world.plan(HUB).findings()).isEmpty();
  }

  @Test
  void skuBelowTheTunnels_isRefused_andTheOldOneStays() {
    World world = star(HIGH, 11).settled().with(hub(STANDARD)).settled();

    NetworkPlan plan = world.plan(HUB);
    assertThat(tunnels(world)).hasSize(11);
    assertThat(plan.gateway()).map(GatewayWish::gateway).hasValue(HIGH);
    assertThat(plan.findings())
        .singleElement()
        .satisfies(f -> {
          assertThat(f.reason()).isEqualTo(Reasons.TOO_MANY_TUNNELS);
          assertThat(f.message()).contains("11 tunnels", "at most 10", HUB.toString());
        });
  }

  @Test
  void lowerSku_isTaken_onceTheTunnelsFit() {
    World refused = star(HIGH, 11).settled().with(hub(STANDARD)).settled();

    World world = refused.without(uid(0)).settled();

    assertThat(world.plan(HUB).findings()).isEmpty();
    assertThat(world.plan(HUB).gateway()).map(GatewayWish::gateway).hasValue(STANDARD);
    assertThat(tunnels(world)).hasSize(10);
  }

  private static List<String> tunnels(World world) {
    return world.plan(HUB).config().orElseThrow().tunnels().stream().map(t -> t.id()).toList();
  }

  private static World star(Gateway gateway, int spokes) {
    List<VirtualNetwork> networks = new ArrayList<>(List.of(hub(gateway)));
    List<GatewayConnection> connections = new ArrayList<>();
    Map<NetworkKey, String> addresses = new HashMap<>(Map.of(HUB, "10.43.1.1"));
    for (int i = 0; i < spokes; i++) {
      networks.add(Given.network("spoke" + i, Given.BASIC, "10." + (i + 1) + ".0.0/16"));
      connections.add(connection(i));
      connections.add(Given.connection("spoke" + i, "hub", i));
      addresses.put(Given.key("spoke" + i), "10.43.0." + (i + 1));
    }
    return World.fresh(networks, connections, addresses);
  }

  private static VirtualNetwork hub(Gateway gateway) {
    return Given.network("hub", gateway, "10.0.0.0/16");
  }

  private static GatewayConnection connection(int spoke) {
    return Given.connection("hub", "spoke" + spoke, spoke);
  }

  private static List<String> uids(int first, int end) {
    return IntStream.range(first, end).mapToObj(LimitsTest::uid).toList();
  }

  private static String uid(int spoke) {
    return connection(spoke).getMetadata().getUid();
  }

  private static World added(World world, GatewayConnection connection) {
    List<GatewayConnection> all = new ArrayList<>(world.connections());
    all.add(connection);
    return world.withConnections(all);
  }
}
