package dev.culvert.operator.catalog;

import dev.culvert.crds.v1alpha1.ConnectionState;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.GatewayConnectionStatus;
import dev.culvert.crds.v1alpha1.GatewayPhase;
import dev.culvert.crds.v1alpha1.LocalNetworkSite;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.operator.gateway.GatewayObjects;
import dev.culvert.operator.gateway.LinkSecret;
import dev.culvert.operator.plan.KeySecrets;
import dev.culvert.operator.plan.Names;
import dev.culvert.operator.plan.NetworkKey;
import dev.culvert.operator.plan.NetworkPlanner;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
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
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The informers of the operator and look-ups in them. */
public final class Catalog implements AutoCloseable {
  private static final Duration FIRST_LISTING = Duration.ofMinutes(2);

  private final String gatewayNamespace;
  private final ObjectCache<VirtualNetwork> networks;
  private final ObjectCache<GatewayConnection> connections;
  private final ObjectCache<LocalNetworkSite> sites;
  private final ObjectCache<Secret> keySecrets;
  private final ObjectCache<Secret> gatewaySecrets;
  private final ObjectCache<Secret> linkSecrets;
  private final ObjectCache<Service> services;
  private final ObjectCache<Deployment> deployments;
  private final ObjectCache<NetworkPolicy> networkPolicies;
  private final ObjectCache<Pod> pods;

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
    this.gatewayNamespace = gatewayNamespace;
    this.networks =
        new ObjectCache<>(
            watched(client, VirtualNetwork.class, watchNamespaces),
            Catalog::specOrLifeChanged,
            network -> onNetwork.accept(NetworkKey.of(network)));
    this.connections =
        new ObjectCache<>(
            watched(client, GatewayConnection.class, watchNamespaces),
            Catalog::specOrLifeChanged,
            connection -> {
              onNetwork.accept(networkOf(connection));
              NetworkPlanner.remoteOf(connection).ifPresent(onNetwork);
            });
    this.sites =
        new ObjectCache<>(
            watched(client, LocalNetworkSite.class, watchNamespaces),
            Catalog::specOrLifeChanged,
            site -> connectionsTo(site).map(Catalog::networkOf).distinct().forEach(onNetwork));
    this.keySecrets =
        new ObjectCache<>(
            watchedKeys(client, watchNamespaces),
            Catalog::versionChanged,
            secret ->
                connectionsWithKeyIn(secret).map(Catalog::networkOf).distinct().forEach(onNetwork));
    Consumer<HasMetadata> ofGateway = object -> annotatedNetwork(object).ifPresent(onNetwork);
    this.gatewaySecrets = gatewayObjects(client, Secret.class, Catalog::versionChanged, ofGateway);
    this.services = gatewayObjects(client, Service.class, Catalog::versionChanged, ofGateway);
    this.networkPolicies =
        gatewayObjects(client, NetworkPolicy.class, Catalog::generationChanged, ofGateway);
    this.deployments =
        gatewayObjects(
            client,
            Deployment.class,
            (a, b) ->
                generationChanged(a, b)
                    || !Objects.equals(
                        a.getStatus().getReadyReplicas(), b.getStatus().getReadyReplicas()),
            ofGateway);
    this.pods =
        gatewayObjects(
            client,
            Pod.class,
            (a, b) -> !Objects.equals(a.getStatus(), b.getStatus()) || lifeChanged(a, b),
            pod -> network(pod).ifPresent(onNetwork));
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
    try {
      CompletableFuture.allOf(all().map(ObjectCache::start).toArray(CompletableFuture[]::new))
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

  /** A Secret of a gateway. */
  public Optional<Secret> gatewaySecret(String name) {
    return gatewaySecrets.get(gatewayNamespace, name);
  }

  /** The Service of a gateway. */
  public Optional<Service> service(String gateway) {
    return services.get(gatewayNamespace, gateway);
  }

  /** The Service by which peers outside reach a gateway. */
  public Optional<Service> publicService(String gateway) {
    return services.get(gatewayNamespace, Names.publicService(gateway));
  }

  /** The Deployment of a gateway. */
  public Optional<Deployment> deployment(String gateway) {
    return deployments.get(gatewayNamespace, gateway);
  }

  /** The NetworkPolicy of a gateway. */
  public Optional<NetworkPolicy> networkPolicy(String gateway) {
    return networkPolicies.get(gatewayNamespace, gateway);
  }

  /** Every gateway's Deployment. */
  public Stream<Deployment> deployments() {
    return deployments.all();
  }

  /** The pods of a gateway, those going away left out, newest first. */
  public List<Pod> pods(String gateway) {
    return pods.all()
        .filter(p -> gateway.equals(p.getMetadata().getLabels().get(GatewayObjects.GATEWAY_LABEL)))
        .filter(p -> !p.isMarkedForDeletion())
        .sorted((a, b) ->
            b.getMetadata()
                .getCreationTimestamp()
                .compareTo(a.getMetadata().getCreationTimestamp()))
        .toList();
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

  /** Every object that belongs to a gateway. */
  public Stream<HasMetadata> gatewayObjects() {
    return Stream.of(gatewaySecrets, services, networkPolicies, deployments)
        .flatMap(ObjectCache::all);
  }

  /** The Secrets of generated keys. */
  public ObjectCache<Secret> linkSecrets() {
    return linkSecrets;
  }

  /** Takes over what the API server answered to a write of a gateway's Secret. */
  public void wrote(Secret secret) {
    gatewaySecrets.put(secret);
  }

  /** Takes over what the API server answered to a write of a gateway's Service. */
  public void wrote(Service service) {
    services.put(service);
  }

  /** The network a connection belongs to. */
  public static NetworkKey networkOf(GatewayConnection connection) {
    return new NetworkKey(
        connection.getMetadata().getNamespace(), connection.getSpec().virtualNetworkRef().name());
  }

  /** The network whose gateway the object belongs to, as its annotation says. */
  public static Optional<NetworkKey> annotatedNetwork(HasMetadata object) {
    Map<String, String> annotations = object.getMetadata().getAnnotations();
    String text = annotations == null ? null : annotations.get(GatewayObjects.NETWORK_ANNOTATION);
    int slash = text == null ? -1 : text.indexOf('/');
    return text == null || slash < 0
        ? Optional.empty()
        : Optional.of(new NetworkKey(text.substring(0, slash), text.substring(slash + 1)));
  }

  private Optional<NetworkKey> network(Pod pod) {
    return Optional.ofNullable(pod.getMetadata().getLabels().get(GatewayObjects.GATEWAY_LABEL))
        .flatMap(this::deployment)
        .flatMap(Catalog::annotatedNetwork);
  }

  private static boolean specOrLifeChanged(HasMetadata before, HasMetadata after) {
    return generationChanged(before, after) || lifeChanged(before, after);
  }

  private static boolean generationChanged(HasMetadata before, HasMetadata after) {
    return !Objects.equals(
        before.getMetadata().getGeneration(), after.getMetadata().getGeneration());
  }

  private static boolean lifeChanged(HasMetadata before, HasMetadata after) {
    return before.isMarkedForDeletion() != after.isMarkedForDeletion()
        || !Objects.equals(before.getMetadata().getUid(), after.getMetadata().getUid());
  }

  private static boolean versionChanged(HasMetadata before, HasMetadata after) {
    return !Objects.equals(
        before.getMetadata().getResourceVersion(), after.getMetadata().getResourceVersion());
  }

  private static <T extends HasMetadata> List<Feed<T>> watched(
      KubernetesClient client, Class<T> kind, Set<String> namespaces) {
    if (namespaces.isEmpty()) {
      return List.of(Feed.of(client.resources(kind).inAnyNamespace().runnableInformer(0)));
    }
    return namespaces.stream()
        .sorted()
        .map(namespace ->
            Feed.ofNamespace(
                namespace, client.resources(kind).inNamespace(namespace).runnableInformer(0)))
        .toList();
  }

  /** Rule 12: no Secret without the label is read. */
  private static List<Feed<Secret>> watchedKeys(KubernetesClient client, Set<String> namespaces) {
    if (namespaces.isEmpty()) {
      return List.of(
          Feed.of(
              client
                  .secrets()
                  .inAnyNamespace()
                  .withLabel(KeySecrets.LABEL, "true")
                  .runnableInformer(0)));
    }
    return namespaces.stream()
        .sorted()
        .map(namespace ->
            Feed.ofNamespace(
                namespace,
                client
                    .secrets()
                    .inNamespace(namespace)
                    .withLabel(KeySecrets.LABEL, "true")
                    .runnableInformer(0)))
        .toList();
  }

  private <T extends HasMetadata> ObjectCache<T> gatewayObjects(
      KubernetesClient client,
      Class<T> kind,
      BiPredicate<? super T, ? super T> matters,
      Consumer<? super T> onChange) {
    return new ObjectCache<>(
        List.of(
            Feed.of(
                client
                    .resources(kind)
                    .inNamespace(gatewayNamespace)
                    .withLabels(GatewayObjects.COMPONENT)
                    .runnableInformer(0))),
        matters::test,
        onChange::accept);
  }

  private Stream<ObjectCache<?>> all() {
    return Stream.of(
        networks,
        connections,
        sites,
        keySecrets,
        gatewaySecrets,
        linkSecrets,
        services,
        networkPolicies,
        deployments,
        pods);
  }

  @Override
  public void close() {
    all().forEach(ObjectCache::close);
  }
}
