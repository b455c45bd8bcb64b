package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.DesiredState;
import dev.culvert.crds.v1alpha1.Gateway;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.GatewayConnectionSpec;
import dev.culvert.crds.v1alpha1.LocalRef;
import dev.culvert.crds.v1alpha1.NetworkRef;
import dev.culvert.crds.v1alpha1.Remote;
import dev.culvert.crds.v1alpha1.Routing;
import dev.culvert.crds.v1alpha1.Sku;
import dev.culvert.crds.v1alpha1.Subnet;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.crds.v1alpha1.VirtualNetworkSpec;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Instant;
import java.util.List;

/** Custom resources for tests. */
public final class Given {
  /** What the API server fills in where a connection does not say what it accepts. */
  public static final List<String> PRIVATE_PREFIXES =
      List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16");

  /** A gateway as the API server fills it in. */
  public static final Gateway BASIC = new Gateway(Routing.DYNAMIC, Sku.BASIC);

  private static final Instant START = Instant.parse("2026-01-02T03:04:05Z");

  private Given() {}

  /** A network of one namespace with a gateway; GatewaySubnet is the first /29 of its space. */
  public static VirtualNetwork network(String name, Gateway gateway, String... space) {
    var network = new VirtualNetwork();
    network.setMetadata(meta(name, "network-" + name, 0));
    network.setSpec(
        new VirtualNetworkSpec(
            "china-north",
            List.of(space),
            List.of(new Subnet("GatewaySubnet", space[0].replaceFirst("/\\d+$", "/29"))),
            gateway));
    return network;
  }

  /**
   * A connection between two networks of the namespace.
   *
   * @param born seconds after the first
   */
  public static GatewayConnection connection(String from, String to, int born) {
    return connection(from, to, born, DesiredState.CONNECTED, PRIVATE_PREFIXES);
  }

  /** A connection that says all it can say. */
  public static GatewayConnection connection(
      String from, String to, int born, DesiredState desired, List<String> acceptPrefixes) {
    var connection = new GatewayConnection();
    String name = from + "-to-" + to;
    connection.setMetadata(meta(name, "connection-" + name + "-" + born, born));
    connection.setSpec(
        new GatewayConnectionSpec(
            new LocalRef(from), new Remote(new NetworkRef(to, null), acceptPrefixes), desired));
    return connection;
  }

  /** The key of a network. */
  public static NetworkKey key(String name) {
    return new NetworkKey("team", name);
  }

  private static ObjectMeta meta(String name, String uid, int born) {
    return new ObjectMetaBuilder()
        .withNamespace("team")
        .withName(name)
        .withUid(uid)
        .withGeneration(1L)
        .withCreationTimestamp(START.plusSeconds(born).toString())
        .build();
  }
}
