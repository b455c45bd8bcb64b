package dev.culvert.e2e.scenario;

import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.ChildSa;
import dev.culvert.crds.v1alpha1.Condition;
import dev.culvert.crds.v1alpha1.ConnectionState;
import dev.culvert.crds.v1alpha1.DesiredState;
import dev.culvert.crds.v1alpha1.Exposure;
import dev.culvert.crds.v1alpha1.ExposureType;
import dev.culvert.crds.v1alpha1.Gateway;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.GatewayConnectionSpec;
import dev.culvert.crds.v1alpha1.GatewayConnectionStatus;
import dev.culvert.crds.v1alpha1.GatewayStatus;
import dev.culvert.crds.v1alpha1.LocalRef;
import dev.culvert.crds.v1alpha1.NetworkRef;
import dev.culvert.crds.v1alpha1.Remote;
import dev.culvert.crds.v1alpha1.Routing;
import dev.culvert.crds.v1alpha1.SecretKeyRef;
import dev.culvert.crds.v1alpha1.SharedKeyRef;
import dev.culvert.crds.v1alpha1.Sku;
import dev.culvert.crds.v1alpha1.Subnet;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.crds.v1alpha1.VirtualNetworkSpec;
import dev.culvert.crds.v1alpha1.VirtualNetworkStatus;
import dev.culvert.e2e.cluster.CulvertRelease;
import dev.culvert.e2e.cluster.TestCluster;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One VirtualNetwork with a gateway, in a namespace of its own, and its connections.
 *
 * @param cluster where it lives
 * @param namespace its namespace
 * @param name its name
 * @param octet the second octet of its address space {@code 10.<octet>.0.0/16}
 */
public record Side(TestCluster cluster, String namespace, String name, int octet) {

  /** A network in a new namespace; nothing is created yet but the namespace. */
  public static Side inNewNamespace(TestCluster cluster, String name, int octet) {
    cluster.culvert();
    return new Side(cluster, cluster.newNamespace(name), name, octet);
  }

  /** Its address space. */
  public String prefix() {
    return "10." + octet + ".0.0/16";
  }

  /** Its gateway's address inside. */
  public String insideAddress() {
    return "10." + octet + ".255.228";
  }

  /** Creates the network with a gateway of that size, reached in that way. */
  public void createNetwork(Sku sku, ExposureType exposure) {
    createNetwork(new Gateway(Routing.DYNAMIC, sku, new Exposure(exposure, null)));
  }

  /** Creates the network with that gateway. */
  public void createNetwork(Gateway gateway) {
    VirtualNetwork network = network(List.of(prefix()));
    network.setSpec(
        new VirtualNetworkSpec(
            network.getSpec().location(),
            network.getSpec().addressSpace(),
            network.getSpec().subnets(),
            gateway));
    cluster.client().resource(network).create();
  }

  /** Waits until the gateway says where peers outside reach it. */
  public String awaitAddress() {
    return await(namespace + "/" + name + " has an address")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> gatewayStatus().map(GatewayStatus::address), Optional::isPresent)
        .orElseThrow();
  }

  /** What the network says of its gateway. */
  public Optional<GatewayStatus> gatewayStatus() {
    return networkStatus().map(VirtualNetworkStatus::gateway);
  }

  /** The network's conditions; empty before it speaks. */
  public List<Condition> networkConditions() {
    return networkStatus().map(VirtualNetworkStatus::conditions).orElse(List.of());
  }

  private Optional<VirtualNetworkStatus> networkStatus() {
    return Optional.ofNullable(
        cluster
            .client()
            .resources(VirtualNetwork.class)
            .inNamespace(namespace)
            .withName(name)
            .require()
            .getStatus());
  }

  /** Creates the network with its gateway. */
  public void createNetwork() {
    createNetwork(List.of(prefix()));
  }

  /** Creates the network with the given address space, the first prefix of which is its own. */
  public void createNetwork(List<String> addressSpace) {
    cluster.client().resource(network(addressSpace)).create();
  }

  /** Gives the network another address space. */
  public void changeAddressSpace(List<String> addressSpace) {
    patch(
        "virtualnetwork",
        name,
        "{\"addressSpace\":[\"" + String.join("\",\"", addressSpace) + "\"]}");
  }

  /** Edits an object of the namespace as a user does, with a JSON merge patch of its spec. */
  public void patch(String kind, String object, String spec) {
    cluster.kubectl(
        "patch",
        kind,
        object,
        "--namespace=" + namespace,
        "--type=merge",
        "--patch={\"spec\":" + spec + "}");
  }

  /** The network's object, as it would be created. */
  public VirtualNetwork network(List<String> addressSpace) {
    var network = new VirtualNetwork();
    network.setMetadata(new ObjectMetaBuilder().withName(name).withNamespace(namespace).build());
    network.setSpec(
        new VirtualNetworkSpec(
            "somewhere",
            addressSpace,
            List.of(
                new Subnet("frontend", "10." + octet + ".0.0/24"),
                new Subnet("GatewaySubnet", "10." + octet + ".255.224/27")),
            new Gateway(Routing.DYNAMIC, Sku.BASIC)));
    return network;
  }

  /** Wishes for a connection to the other network. */
  public void connectTo(Side other) {
    cluster.client().resource(connection(other, DesiredState.CONNECTED)).create();
  }

  /** Wishes for a connection to the other network, with a key that is given. */
  public void connectTo(Side other, KeySecret key) {
    GatewayConnection connection = connection(other, DesiredState.CONNECTED);
    GatewayConnectionSpec spec = connection.getSpec();
    connection.setSpec(
        new GatewayConnectionSpec(
            spec.virtualNetworkRef(),
            spec.remote(),
            new SharedKeyRef(new SecretKeyRef(key.name(), KeySecret.ENTRY)),
            null,
            spec.desiredState(),
            null,
            null));
    cluster.client().resource(connection).create();
  }

  /** The connection's object, as it would be created. */
  public GatewayConnection connection(Side other, DesiredState desired) {
    var connection = new GatewayConnection();
    connection.setMetadata(
        new ObjectMetaBuilder().withName("to-" + other.name).withNamespace(namespace).build());
    connection.setSpec(
        new GatewayConnectionSpec(
            new LocalRef(name),
            new Remote(
                new NetworkRef(other.name, other.namespace),
                List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")),
            desired));
    return connection;
  }

  /** Withdraws the connection to the other network. */
  public void disconnectFrom(Side other) {
    cluster
        .client()
        .resources(GatewayConnection.class)
        .inNamespace(namespace)
        .withName("to-" + other.name)
        .delete();
  }

  /** Deletes the namespace with all in it, and does not wait. */
  public void delete() {
    cluster.client().namespaces().withName(namespace).delete();
  }

  /** What the connection to the other network says of itself; empty conditions before it speaks. */
  public GatewayConnectionStatus statusTowards(Side other) {
    return status("to-" + other.name);
  }

  /** What a connection says of itself; empty conditions before it speaks. */
  public GatewayConnectionStatus status(String connection) {
    GatewayConnectionStatus status =
        cluster
            .client()
            .resources(GatewayConnection.class)
            .inNamespace(namespace)
            .withName(connection)
            .require()
            .getStatus();
    return status == null
        ? new GatewayConnectionStatus(
            null, null, List.of(), null, null, List.of(), null, null, null, null, null)
        : status;
  }

  /** The reason of the connection's Ready condition, empty before it speaks. */
  public String reasonTowards(Side other) {
    return reason("to-" + other.name);
  }

  /** The reason of a connection's Ready condition, empty before it speaks. */
  public String reason(String connection) {
    return status(connection).conditions().stream()
        .filter(condition -> condition.type().equals("Ready"))
        .map(Condition::reason)
        .findFirst()
        .orElse("");
  }

  /** Whether the connection to the other network says that it is connected. */
  public boolean isConnectedTo(Side other) {
    return statusTowards(other).state() == ConnectionState.CONNECTED;
  }

  /** Waits until the connection to the other network says that it is connected. */
  public void awaitConnectedTo(Side other) {
    await(namespace + "/to-" + other.name + " connected")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(100))
        .until(() -> isConnectedTo(other));
  }

  /**
   * Waits until the tunnel to the other network leads to a prefix: until a change of the other one
   * has come all the way.
   */
  public void awaitReaching(Side other, String prefix) {
    await(namespace + "/to-" + other.name + " leads to " + prefix)
        .atMost(Duration.ofMinutes(2))
        .until(() ->
            statusTowards(other).childSas().stream()
                .anyMatch(child -> child.remotePrefixes().contains(prefix)));
  }

  /** Our SPIs of the tunnel to the other network, by CHILD_SA. */
  public Map<String, String> spisTowards(Side other) {
    return spis("to-" + other.name);
  }

  /** Our SPIs of a connection's tunnel, by CHILD_SA. */
  public Map<String, String> spis(String connection) {
    return new TreeMap<>(
        status(connection).childSas().stream()
            .collect(Collectors.toMap(ChildSa::spiIn, ChildSa::spiOut)));
  }

  /** The gateway's name. */
  public String gateway() {
    return cluster
        .client()
        .apps()
        .deployments()
        .inNamespace(CulvertRelease.GATEWAY_NAMESPACE)
        .list()
        .getItems()
        .stream()
        .filter(d ->
            (namespace + "/" + name)
                .equals(d.getMetadata().getAnnotations().get("culvert.dev/virtual-network")))
        .map(d -> d.getMetadata().getName())
        .findFirst()
        .orElseThrow(() -> new AssertionError(namespace + "/" + name + " has no gateway"));
  }

  /** The gateway's pod. */
  public Pod pod() {
    return cluster
        .client()
        .pods()
        .inNamespace(CulvertRelease.GATEWAY_NAMESPACE)
        .withLabel("culvert.dev/gateway", gateway())
        .list()
        .getItems()
        .stream()
        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
        .findFirst()
        .orElseThrow(() -> new AssertionError(gateway() + " has no pod"));
  }

  /** The gateway's container, as its node has it. */
  public PodContainer container() {
    return PodContainer.of(cluster, pod());
  }

  /** The address the gateway is dialled at, its Service's. */
  public String serviceAddress() {
    return cluster
        .client()
        .services()
        .inNamespace(CulvertRelease.GATEWAY_NAMESPACE)
        .withName(gateway())
        .require()
        .getSpec()
        .getClusterIP();
  }

  /** The gateway's pod's own address. */
  public String podAddress() {
    return pod().getStatus().getPodIP();
  }

  /** Runs a program in the gateway by way of the API server, and gives what it wrote. */
  public String exec(String... words) {
    String[] arguments =
        Stream.concat(
                Stream.of(
                    "exec",
                    "-n",
                    CulvertRelease.GATEWAY_NAMESPACE,
                    pod().getMetadata().getName(),
                    "--"),
                Stream.of(words))
            .toArray(String[]::new);
    return cluster.kubectl(arguments);
  }
}
