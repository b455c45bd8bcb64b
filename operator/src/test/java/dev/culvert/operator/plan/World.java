package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.LocalNetworkSite;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.gateway.contract.SharedKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Everything planning depends on, in all networks at one moment, and how it goes on when every
 * gateway is given what is planned for it.
 *
 * @param networks the networks
 * @param connections the connections that are not being deleted
 * @param addresses where gateways are dialled, by network
 * @param keysExist whether the links' keys have been made
 * @param allowed what the installation lets networks ask for
 * @param sites the sites
 * @param keySecrets the labelled Secrets' data, plain, by namespace and name
 * @param published where gateways are reached from outside, by network; where they are dialled if
 *     nothing else is said
 * @param carried what gateways carry, by their network's UID
 */
public record World(
    List<VirtualNetwork> networks,
    List<GatewayConnection> connections,
    Map<NetworkKey, String> addresses,
    boolean keysExist,
    Allowed allowed,
    List<LocalNetworkSite> sites,
    Map<NetworkKey, Map<String, String>> keySecrets,
    Map<NetworkKey, String> published,
    Map<String, Carried> carried) {
  private static final int MOST_ROUNDS = 8;

  /** Stands for an address that is not there yet. */
  static final String PENDING = "pending";

  /** A world in which no gateway carries anything yet. */
  public static World fresh(
      List<VirtualNetwork> networks,
      List<GatewayConnection> connections,
      Map<NetworkKey, String> addresses) {
    return new World(
        networks,
        connections,
        addresses,
        true,
        Allowed.everything(),
        List.of(),
        Map.of(),
        Map.of(),
        Map.of());
  }

  /** The network of the given name. */
  public VirtualNetwork network(NetworkKey key) {
    return find(key).orElseThrow();
  }

  /** The plan of one network. */
  public NetworkPlan plan(NetworkKey key) {
    return NetworkPlanner.plan(input(key));
  }

  /** The plan of the connection with the given UID. */
  ConnectionPlan connection(String uid) {
    GatewayConnection connection =
        connections.stream()
            .filter(c -> c.getMetadata().getUid().equals(uid))
            .findFirst()
            .orElseThrow();
    return plan(ownNetwork(connection)).connection(uid).orElseThrow();
  }

  /** Every plan, each made from the same moment. */
  Map<NetworkKey, NetworkPlan> plans() {
    return networks.stream().map(NetworkKey::of).collect(Collectors.toMap(k -> k, this::plan));
  }

  /** What the plan of one network depends on. */
  public NetworkInput input(NetworkKey key) {
    List<GatewayConnection> own = connectionsOf(key);
    Map<NetworkKey, NetworkInput.Peer> peers = new HashMap<>();
    for (GatewayConnection connection : own) {
      NetworkPlanner.remoteOf(connection)
          .flatMap(this::find)
          .ifPresent(n -> peers.put(NetworkKey.of(n), peer(n)));
    }
    return new NetworkInput(
        network(key),
        own,
        peers,
        sites.stream()
            .filter(s -> s.getMetadata().getNamespace().equals(key.namespace()))
            .collect(Collectors.toMap(s -> s.getMetadata().getName(), Function.identity())),
        carriedBy(network(key)),
        keys(),
        keySecrets(key.namespace()),
        Optional.ofNullable(addresses.get(key)),
        Optional.ofNullable(published.get(key))
            .filter(address -> !address.equals(PENDING))
            .or(() ->
                Optional.ofNullable(addresses.get(key)).filter(a -> !published.containsKey(key)))
            .map(Published::at)
            .orElseGet(() -> Published.pending("The gateway has no address yet.")),
        allowed);
  }

  /** The world after every gateway was given its plan once. */
  World round() {
    Map<String, Carried> next = new HashMap<>();
    plans()
        .forEach((key, plan) ->
            plan.config()
                .ifPresent(config ->
                    next.put(
                        network(key).getMetadata().getUid(),
                        new Carried(config, plan.gateway().orElseThrow().gateway()))));
    return new World(
        networks, connections, addresses, keysExist, allowed, sites, keySecrets, published, next);
  }

  /** The world when nothing changes any more. */
  public World settled() {
    World now = this;
    for (int round = 0; round < MOST_ROUNDS; round++) {
      Promises.assertKept(now);
      World next = now.round();
      if (next.carried().equals(now.carried())) {
        return now;
      }
      now = next;
    }
    throw new AssertionError("does not settle in " + MOST_ROUNDS + " rounds");
  }

  /** The same world with another version of the network. */
  public World with(VirtualNetwork changed) {
    return withNetworks(replaced(networks, n -> sameName(n, changed) ? changed : n));
  }

  /** The same world with another version of the connection. */
  public World with(GatewayConnection changed) {
    return withConnections(replaced(connections, c -> sameName(c, changed) ? changed : c));
  }

  /** The same world without the connection of the given UID. */
  World without(String connectionUid) {
    return withConnections(
        connections.stream().filter(c -> !c.getMetadata().getUid().equals(connectionUid)).toList());
  }

  /** The same world with other networks. */
  World withNetworks(List<VirtualNetwork> changed) {
    return new World(
        changed, connections, addresses, keysExist, allowed, sites, keySecrets, published, carried);
  }

  /** The same world with other connections. */
  World withConnections(List<GatewayConnection> changed) {
    return new World(
        networks, changed, addresses, keysExist, allowed, sites, keySecrets, published, carried);
  }

  /** The same world with other addresses. */
  World withAddresses(Map<NetworkKey, String> changed) {
    return new World(
        networks, connections, changed, keysExist, allowed, sites, keySecrets, published, carried);
  }

  /** The network the connection belongs to. */
  public static NetworkKey ownNetwork(GatewayConnection connection) {
    return new NetworkKey(
        connection.getMetadata().getNamespace(), connection.getSpec().virtualNetworkRef().name());
  }

  private Optional<VirtualNetwork> find(NetworkKey key) {
    return networks.stream().filter(n -> NetworkKey.of(n).equals(key)).findFirst();
  }

  private List<GatewayConnection> connectionsOf(NetworkKey key) {
    return connections.stream().filter(c -> ownNetwork(c).equals(key)).toList();
  }

  private NetworkInput.Peer peer(VirtualNetwork network) {
    NetworkKey key = NetworkKey.of(network);
    return new NetworkInput.Peer(
        network, connectionsOf(key), carriedBy(network), Optional.ofNullable(addresses.get(key)));
  }

  private Optional<Carried> carriedBy(VirtualNetwork network) {
    return Optional.ofNullable(carried.get(network.getMetadata().getUid()));
  }

  private KeySecrets keySecrets(String namespace) {
    Map<String, Map<String, String>> data = new HashMap<>();
    keySecrets.forEach((name, entries) -> {
      if (name.namespace().equals(namespace)) {
        Map<String, String> encoded = new HashMap<>();
        entries.forEach((k, v) ->
            encoded.put(
                k, Base64.getEncoder().encodeToString(v.getBytes(StandardCharsets.ISO_8859_1))));
        data.put(name.name(), encoded);
      }
    });
    return new KeySecrets(data);
  }

  private Map<String, SharedKey> keys() {
    Map<String, SharedKey> keys = new HashMap<>();
    if (keysExist) {
      for (GatewayConnection one : connections) {
        for (GatewayConnection other : connections) {
          if (NetworkPlanner.remoteOf(one).filter(ownNetwork(other)::equals).isPresent()) {
            String secret =
                Names.linkSecret(one.getMetadata().getUid(), other.getMetadata().getUid());
            keys.put(secret, SharedKey.of("the key in " + secret));
          }
        }
      }
    }
    return keys;
  }

  private static boolean sameName(HasMetadata one, HasMetadata other) {
    return NetworkKey.of(one).equals(NetworkKey.of(other));
  }

  private static <T> List<T> replaced(List<T> list, UnaryOperator<T> change) {
    return list.stream().map(change).toList();
  }
}
