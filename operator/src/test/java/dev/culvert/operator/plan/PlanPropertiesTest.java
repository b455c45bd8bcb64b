package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.DesiredState;
import dev.culvert.crds.v1alpha1.Gateway;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.Routing;
import dev.culvert.crds.v1alpha1.Sku;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;

/**
 * Whatever people write and in whatever order, every plan on the way keeps what {@link Promises}
 * lists, and the world comes to rest.
 */
class PlanPropertiesTest {
  private static final List<String> NAMES = List.of("a", "b", "c", "d");
  private static final List<String> SPACES =
      List.of(
          "10.0.0.0/16",
          "10.0.128.0/17",
          "10.1.0.0/16",
          "10.2.0.0/16",
          "10.3.0.0/16",
          "10.2.0.0/15",
          "203.0.113.0/24");

  @Property(tries = 400)
  void everyWorld_keepsThePromises_andComesToRest(
      @ForAll("worlds") World start,
      @ForAll @Size(max = 4) List<@From("changes") UnaryOperator<World>> changes) {
    World world = start.settled();
    for (UnaryOperator<World> change : changes) {
      world = change.apply(world).settled();
    }
  }

  @Provide
  static Arbitrary<World> worlds() {
    Arbitrary<List<VirtualNetwork>> networks =
        Combinators.combine(NAMES.stream().map(PlanPropertiesTest::network).toList())
            .as(ArrayList::new);
    return Combinators.combine(networks, connections().list().ofMaxSize(8))
        .as((n, c) -> World.fresh(n, unique(c), addresses()));
  }

  @Provide
  static Arbitrary<UnaryOperator<World>> changes() {
    return Arbitraries.oneOf(
        Arbitraries.of(NAMES).flatMap(PlanPropertiesTest::network).map(n -> world -> world.with(n)),
        connections().map(c -> world -> added(world, c)),
        connections().map(c -> world -> world.with(c)),
        Arbitraries.integers()
            .between(0, 7)
            .map(i ->
                world ->
                    world.connections().isEmpty()
                        ? world
                        : world.without(
                            world
                                .connections()
                                .get(i % world.connections().size())
                                .getMetadata()
                                .getUid())),
        Arbitraries.of(NAMES).map(name -> world -> withoutAddress(world, name)));
  }

  private static Arbitrary<VirtualNetwork> network(String name) {
    Arbitrary<Gateway> gateway =
        Arbitraries.frequency(
                Tuple.of(8, Given.BASIC),
                Tuple.of(2, new Gateway(Routing.DYNAMIC, Sku.HIGH_PERFORMANCE)),
                Tuple.of(1, new Gateway(Routing.STATIC, Sku.BASIC)))
            .injectNull(0.1);
    // Spaces that overlap in themselves are invalid specs, which is welcome.
    Arbitrary<List<String>> space =
        Arbitraries.of(SPACES).list().uniqueElements().ofMinSize(1).ofMaxSize(2);
    return Combinators.combine(space, gateway)
        .as((s, g) -> Given.network(name, g, s.toArray(String[]::new)));
  }

  private static Arbitrary<GatewayConnection> connections() {
    Arbitrary<List<String>> accepted =
        Arbitraries.frequency(
            Tuple.of(8, Given.PRIVATE_PREFIXES),
            Tuple.of(2, List.of("10.2.0.0/15", "203.0.113.0/24")),
            Tuple.of(1, List.of("10.0.0.1/8")));
    Arbitrary<DesiredState> desired =
        Arbitraries.frequency(
            Tuple.of(6, DesiredState.CONNECTED), Tuple.of(1, DesiredState.DISCONNECTED));
    return Combinators.combine(
            Arbitraries.of(NAMES),
            Arbitraries.of(NAMES),
            Arbitraries.integers().between(0, 3),
            desired,
            accepted)
        .as(Given::connection);
  }

  private static List<GatewayConnection> unique(List<GatewayConnection> connections) {
    Map<String, GatewayConnection> byName = new HashMap<>();
    connections.forEach(c -> byName.put(c.getMetadata().getName(), c));
    return List.copyOf(byName.values());
  }

  private static World added(World world, GatewayConnection connection) {
    List<GatewayConnection> all = new ArrayList<>(world.connections());
    connection.getMetadata().setName(connection.getMetadata().getUid());
    all.add(connection);
    return world.withConnections(unique(all));
  }

  private static World withoutAddress(World world, String name) {
    Map<NetworkKey, String> fewer = new HashMap<>(world.addresses());
    fewer.remove(Given.key(name));
    return world.withAddresses(fewer);
  }

  private static Map<NetworkKey, String> addresses() {
    Map<NetworkKey, String> addresses = new HashMap<>();
    NAMES.forEach(name -> addresses.put(Given.key(name), "10.43.0." + (NAMES.indexOf(name) + 1)));
    return addresses;
  }
}
