package dev.culvert.operator.catalog;

import dev.culvert.crds.v1alpha1.ConnectionState;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.GatewayConnectionStatus;
import dev.culvert.crds.v1alpha1.GatewayPhase;
import dev.culvert.crds.v1alpha1.LocalNetworkSite;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.operator.gateway.LinkSecret;
import dev.culvert.operator.plan.KeySecrets;
import dev.culvert.operator.plan.NetworkKey;
import dev.culvert.operator.plan.NetworkPlanner;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What users wrote, as informers see it, and look-ups in it; the objects of gateways beside it. */
public final class Catalog implements AutoCloseable {
  private static final Duration FIRST_LISTING = Duration.ofMinutes(2);

  private final ObjectCache<VirtualNetwork> networks;
  private final ObjectCache<GatewayConnection> connections;
  private final ObjectCache<LocalNetworkSite> sites;
  private final ObjectCache<Secret> keySecrets;
  private final ObjectCache<Secret> linkSecrets;
  private final GatewayCatalog gateways;

  /**
   * @param watchNamespaces the users' namespaces to watch; empty for all
   * @param onNetwork told which network something about changed, on informer threads
   */
  public Catalog(
      KubernetesClient client,
      Set<String> watchNamespaces,
      String operatorNamespace,
      String gatewayNamespace,
      Consumer<NetworkKey> onNetwork) {
    this.networks =
        new ObjectCache<>(
            watched(client, VirtualNetwork.class, watchNamespaces),
            Changes::ofSpecOrLife,
            network -> onNetwork.accept(NetworkKey.of(network)));
    this.connections =
        new ObjectCache<>(
            watched(client, GatewayConnection.class, watchNamespaces),
            Changes::ofSpecOrLife,
            connection -> {
              onNetwork.accept(networkOf(connection));
              NetworkPlanner.remoteOf(connection).ifPresent(onNetwork);
            });
    this.sites =
        new ObjectCache<>(
            watched(client, LocalNetworkSite.class, watchNamespaces),
            Changes::ofSpecOrLife,
            site -> connectionsTo(site).map(Catalog::networkOf).distinct().forEach(onNetwork));
    // Rule 12: no Secret without the label is read.
    this.keySecrets =
        new ObjectCache<>(
            watched(client, Secret.class, watchNamespaces, Map.of(KeySecrets.LABEL, "true")),
            Changes::ofVersion,
            secret ->
                connectionsWithKeyIn(secret).map(Catalog::networkOf).distinct().forEach(onNetwork));
    this.gateways = new GatewayCatalog(client, gatewayNamespace, onNetwork);
    this.linkSecrets =
        new ObjectCache<>(
            List.of(
                Feed.of(
                    client
                        .secrets()
                        .inNamespace(operatorNamespace)
                        .withLabel(LinkSecret.LABEL)
                        .runnableInformer(0))),
            (a, b) -> false,
            secret -> {});
  }

  /**
   * Starts every informer and waits for the first listings.
   *
   * @throws IllegalStateException when they do not come in
   */
  public void start() throws InterruptedException {
    start(all());
  }

  static void start(Stream<ObjectCache<?>> caches) throws InterruptedException {
    try {
      CompletableFuture.allOf(caches.map(ObjectCache::start).toArray(CompletableFuture[]::new))
          .get(FIRST_LISTING.toSeconds(), TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException("the API server did not answer the first listings", e);
    }
  }

  /** Whether every informer still watches. */
  public boolean isWatching() {
    return all().allMatch(ObjectCache::isWatching);
  }

  /** The users' namespaces of which nothing is known: nothing in them is known to be gone. */
  public Set<String> unknownNamespaces() {
    return Stream.of(networks, connections, sites, keySecrets)
        .flatMap(ObjectCache::neverListed)
        .collect(Collectors.toSet());
  }

  /** The network of the given name. */
  public Optional<VirtualNetwork> network(NetworkKey key) {
    return networks.get(key.namespace(), key.name());
  }

  /** Every network. */
  public Stream<VirtualNetwork> networks() {
    return networks.all();
  }

  /** The UIDs of all networks, connections and sites. */
  public Set<String> uids() {
    return Stream.of(networks, connections, sites)
        .flatMap(ObjectCache::all)
        .map(object -> object.getMetadata().getUid())
        .collect(Collectors.toSet());
  }

  /** Every connection that is not being deleted. */
  public Stream<GatewayConnection> connections() {
    return connections.all().filter(c -> !c.isMarkedForDeletion());
  }

  /** The network's own connections, those being deleted left out. */
  public List<GatewayConnection> connectionsOf(NetworkKey network) {
    return connections().filter(c -> networkOf(c).equals(network)).toList();
  }

  /** Other networks' connections to the given one, those being deleted left out. */
  public List<GatewayConnection> connectionsTo(NetworkKey network) {
    return connections()
        .filter(c -> NetworkPlanner.remoteOf(c).filter(network::equals).isPresent())
        .toList();
  }

  /** Connections to the given site, those being deleted left out. */
  public Stream<GatewayConnection> connectionsTo(LocalNetworkSite site) {
    return connections()
        .filter(c -> isBeside(c, site))
        .filter(c -> {
          var ref = c.getSpec().remote().localNetworkSiteRef();
          return ref != null && ref.name().equals(site.getMetadata().getName());
        });
  }

  private Stream<GatewayConnection> connectionsWithKeyIn(Secret secret) {
    return connections()
        .filter(c -> isBeside(c, secret))
        .filter(c -> {
          var ref = c.getSpec().sharedKey();
          return ref != null && ref.secretRef().name().equals(secret.getMetadata().getName());
        });
  }

  private static boolean isBeside(HasMetadata one, HasMetadata other) {
    return one.getMetadata().getNamespace().equals(other.getMetadata().getNamespace());
  }

  /** The sites of the namespace, by name. */
  public Map<String, LocalNetworkSite> sites(String namespace) {
    return sites
        .all()
        .filter(site -> site.getMetadata().getNamespace().equals(namespace))
        .collect(Collectors.toMap(site -> site.getMetadata().getName(), Function.identity()));
  }

  /** What the labelled Secrets of the namespace hold. */
  public KeySecrets keySecrets(String namespace) {
    return new KeySecrets(
        keySecrets
            .all()
            .filter(secret -> secret.getMetadata().getNamespace().equals(namespace))
            .collect(
                Collectors.toMap(
                    secret -> secret.getMetadata().getName(),
                    secret -> Objects.requireNonNullElse(secret.getData(), Map.of()))));
  }

  /** How many gateways are in each state, as their networks' statuses say. */
  public Map<GatewayPhase, Long> gatewayPhases() {
    return networks
        .all()
        .map(VirtualNetwork::getStatus)
        .filter(status -> status != null && status.gateway() != null)
        .map(status -> status.gateway().state())
        .filter(Objects::nonNull)
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  /** How many connections are in each state, as their statuses say. */
  public Map<ConnectionState, Long> connectionStates() {
    return connections
        .all()
        .map(GatewayConnection::getStatus)
        .filter(status -> status != null && status.state() != null)
        .map(GatewayConnectionStatus::state)
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  /** The objects of gateways. */
  public GatewayCatalog gateways() {
    return gateways;
  }

  /** The Secrets of generated keys. */
  public ObjectCache<Secret> linkSecrets() {
    return linkSecrets;
  }

  /** The network a connection belongs to. */
  public static NetworkKey networkOf(GatewayConnection connection) {
    return new NetworkKey(
        connection.getMetadata().getNamespace(), connection.getSpec().virtualNetworkRef().name());
  }

  static <T extends HasMetadata> List<Feed<T>> watched(
      KubernetesClient client, Class<T> kind, Set<String> namespaces) {
    return watched(client, kind, namespaces, Map.of());
  }

  private static <T extends HasMetadata> List<Feed<T>> watched(
      KubernetesClient client, Class<T> kind, Set<String> namespaces, Map<String, String> labels) {
    var objects = client.resources(kind);
    if (namespaces.isEmpty()) {
      return List.of(Feed.of(objects.inAnyNamespace().withLabels(labels).runnableInformer(0)));
    }
    return namespaces.stream()
        .sorted()
        .map(namespace ->
            Feed.ofNamespace(
                namespace, objects.inNamespace(namespace).withLabels(labels).runnableInformer(0)))
        .toList();
  }

  private Stream<ObjectCache<?>> all() {
    return Stream.concat(
        Stream.of(networks, connections, sites, keySecrets, linkSecrets), gateways.all());
  }

  @Override
  public void close() {
    all().forEach(ObjectCache::close);
  }
}
