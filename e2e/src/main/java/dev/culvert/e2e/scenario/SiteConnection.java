package dev.culvert.e2e.scenario;

import static org.awaitility.Awaitility.await;

import dev.culvert.crds.v1alpha1.Condition;
import dev.culvert.crds.v1alpha1.ConnectionState;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.GatewayConnectionSpec;
import dev.culvert.crds.v1alpha1.GatewayConnectionStatus;
import dev.culvert.crds.v1alpha1.LocalNetworkSite;
import dev.culvert.crds.v1alpha1.LocalNetworkSiteSpec;
import dev.culvert.crds.v1alpha1.LocalRef;
import dev.culvert.crds.v1alpha1.Remote;
import dev.culvert.crds.v1alpha1.SecretKeyRef;
import dev.culvert.crds.v1alpha1.SharedKeyRef;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A network's connection to a site, with the site and the Secret of the key beside it, all under
 * names made from the site's.
 *
 * @param side the network
 * @param site the site's name
 */
public record SiteConnection(Side side, String site) {
  /** A key as it should be. */
  public static final String KEY = "kC7wq2Zt9XbN4mLr8sVd1aPe";

  /** A site's spec of what most sites say. */
  public static LocalNetworkSiteSpec spec(@Nullable String address, String... addressSpace) {
    return new LocalNetworkSiteSpec(address, null, null, List.of(addressSpace), List.of());
  }

  /** Creates site, key and connection. */
  public SiteConnection create(LocalNetworkSiteSpec spec) {
    createSite(spec);
    setKey(KEY);
    connect(connection -> connection);
    return this;
  }

  /** Creates or replaces the site. */
  public void createSite(LocalNetworkSiteSpec spec) {
    var object = new LocalNetworkSite();
    object.setMetadata(metadata(site));
    object.setSpec(spec);
    side.cluster().client().resource(object).fieldManager("e2e").forceConflicts().serverSideApply();
  }

  /** Edits the site as a user does, with a JSON merge patch of its spec. */
  public void patchSite(String spec) {
    side.patch("localnetworksite", site, spec);
  }

  /** Edits the connection as a user does, with a JSON merge patch of its spec. */
  public void patchConnection(String spec) {
    side.patch("gatewayconnection", name(), spec);
  }

  /** Creates or replaces the labelled Secret with the key. */
  public void setKey(String key) {
    key().set(key);
  }

  /** Deletes the Secret with the key. */
  public void deleteKey() {
    key().delete();
  }

  /** The Secret with the key. */
  public KeySecret key() {
    return new KeySecret(side, site + "-key");
  }

  /** Creates the connection, changed as the caller wishes. */
  public void connect(UnaryOperator<GatewayConnectionSpec> change) {
    var connection = new GatewayConnection();
    connection.setMetadata(metadata(name()));
    connection.setSpec(
        change.apply(
            new GatewayConnectionSpec(
                new LocalRef(side.name()),
                new Remote(new LocalRef(site)),
                new SharedKeyRef(new SecretKeyRef(key().name(), KeySecret.ENTRY)),
                null,
                null,
                null,
                null)));
    side.cluster().client().resource(connection).create();
  }

  /** Deletes the connection. */
  public void disconnect() {
    side.cluster()
        .client()
        .resources(GatewayConnection.class)
        .inNamespace(side.namespace())
        .withName(name())
        .delete();
  }

  /** The connection's name. */
  public String name() {
    return "to-" + site;
  }

  /** What the gateway calls the connection's tunnel. */
  public String uid() {
    return storedMetadata().getUid();
  }

  /** How often the connection's spec has been written. */
  public Long generation() {
    return storedMetadata().getGeneration();
  }

  private ObjectMeta storedMetadata() {
    return side.cluster()
        .client()
        .resources(GatewayConnection.class)
        .inNamespace(side.namespace())
        .withName(name())
        .require()
        .getMetadata();
  }

  /** What the connection says of itself. */
  public GatewayConnectionStatus status() {
    return side.status(name());
  }

  /** The reason of the connection's Ready condition, empty before it speaks. */
  public String reason() {
    return side.reason(name());
  }

  /** A condition of the connection, if it has it. */
  public Optional<Condition> condition(String type) {
    return status().conditions().stream().filter(c -> c.type().equals(type)).findFirst();
  }

  /** Our SPIs, by CHILD_SA. */
  public Map<String, String> spis() {
    return side.spis(name());
  }

  /** Whether the connection says that it is connected. */
  public boolean isConnected() {
    return status().state() == ConnectionState.CONNECTED;
  }

  /** Waits until the connection says that it is connected, and gives the time that took. */
  public Duration awaitConnected(Duration limit) {
    long start = System.nanoTime();
    await(side.namespace() + "/" + name() + " connected")
        .atMost(limit)
        .pollInterval(Duration.ofMillis(100))
        .until(this::isConnected);
    return Duration.ofNanos(System.nanoTime() - start);
  }

  /** Waits for a reason of Ready, and gives the time that took. */
  public Duration awaitReason(String reason, Duration limit) {
    long start = System.nanoTime();
    await(side.namespace() + "/" + name() + " says " + reason)
        .atMost(limit)
        .pollInterval(Duration.ofMillis(100))
        .until(
            () -> condition("Ready"),
            said -> said.map(Condition::reason).filter(reason::equals).isPresent());
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private ObjectMeta metadata(String name) {
    return new ObjectMetaBuilder().withName(name).withNamespace(side.namespace()).build();
  }
}
