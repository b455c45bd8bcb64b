package dev.culvert.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.AddressClaimSpec;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.GatewayConnectionStatus;
import dev.culvert.crds.v1alpha1.LocalNetworkSite;
import dev.culvert.crds.v1alpha1.LocalNetworkSiteStatus;
import dev.culvert.crds.v1alpha1.LocalRef;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.crds.v1alpha1.VirtualNetworkStatus;
import dev.culvert.operator.membership.NetworkInForce;
import dev.culvert.operator.membership.NetworkMembers;
import dev.culvert.operator.plan.NetworkKey;
import dev.culvert.operator.plan.NetworkPlan;
import dev.culvert.operator.plan.NetworkPlanner;
import dev.culvert.operator.plan.Published;
import dev.culvert.operator.plan.World;
import dev.culvert.operator.plan.WorldFile;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

/**
 * What the objects of namespace {@code shop} say while the world goes on: each status follows from
 * the one before it. All gateways of the namespace are in the same state.
 */
final class Story {
  private static final String NAMESPACE = "shop";

  private World world = World.fresh(List.of(), List.of(), Map.of());
  private Map<String, Object> said = Map.of();

  /** The world changes as the file says, gateways are given their plans, and statuses follow. */
  void goOn(Path file) throws IOException {
    List<JsonNode> documents = WorldFile.documents(file);
    world = WorldFile.read(world, documents.stream().filter(d -> !isMoment(d)).toList()).settled();
    for (JsonNode document : documents) {
      if (isMoment(document)) {
        Moment moment = Moment.of(document);
        said = statuses(moment);
        assertThat(statuses(moment.aMinuteLater()))
            .as("statuses a minute after %s of %s", document, file)
            .isEqualTo(said);
      }
    }
  }

  String text() {
    return StatusText.of(said);
  }

  private Map<String, Object> statuses(Moment moment) {
    Map<String, Object> statuses = new TreeMap<>();
    for (VirtualNetwork network : ours(world.networks())) {
      network.setStatus((VirtualNetworkStatus) said.get(title(network)));
      statuses.put(title(network), status(network, moment));
    }
    for (GatewayConnection connection : ours(world.connections())) {
      connection.setStatus((GatewayConnectionStatus) said.get(title(connection)));
      statuses.put(title(connection), status(connection, moment));
    }
    for (LocalNetworkSite site : ours(world.sites())) {
      site.setStatus((LocalNetworkSiteStatus) said.get(title(site)));
      statuses.put(title(site), SiteStatusPlanner.plan(site, connectionsTo(site), moment.time()));
    }
    return statuses;
  }

  private int connectionsTo(LocalNetworkSite site) {
    return (int)
        ours(world.connections()).stream()
            .map(c -> c.getSpec().remote().localNetworkSiteRef())
            .filter(ref -> ref != null && ref.name().equals(site.getMetadata().getName()))
            .count();
  }

  private VirtualNetworkStatus status(VirtualNetwork network, Moment moment) {
    NetworkKey key = NetworkKey.of(network);
    List<String> waitsFor =
        world.connections().stream()
            .filter(c -> network.isMarkedForDeletion() && World.ownNetwork(c).equals(key))
            .map(c -> c.getMetadata().getName())
            .toList();
    return NetworkStatusPlanner.plan(
        network,
        world.plan(key),
        world.input(key).published(),
        moment.view(),
        pods(network, moment),
        moment.rollout(),
        waitsFor,
        moment.time());
  }

  private NetworkMembers pods(VirtualNetwork network, Moment moment) {
    NetworkPlan plan = world.plan(NetworkKey.of(network));
    return moment
        .pods()
        .map(pods ->
            NetworkMembers.of(
                NetworkInForce.of(network, plan, OptionalInt.of(1)),
                plan,
                pods.addresses().stream().map(address -> claim(network, address)).toList(),
                pods.clusterRanges()))
        .orElse(NetworkMembers.NONE);
  }

  private static AddressClaim claim(VirtualNetwork network, String address) {
    var claim = new AddressClaim();
    claim.setSpec(
        new AddressClaimSpec(
            new LocalRef(network.getMetadata().getName()),
            network.getMetadata().getUid(),
            "frontend",
            address,
            "02:00:00:00:00:00",
            null,
            null));
    return claim;
  }

  private GatewayConnectionStatus status(GatewayConnection connection, Moment moment) {
    NetworkKey key = World.ownNetwork(connection);
    if (world.networks().stream().map(NetworkKey::of).noneMatch(key::equals)) {
      return ConnectionStatusPlanner.plan(
          NetworkPlanner.withoutNetwork(connection),
          Optional.empty(),
          Published.pending("There is no network."),
          new GatewayView.Absent(),
          moment.time());
    }
    NetworkPlan plan = world.plan(key);
    return ConnectionStatusPlanner.plan(
        plan.connection(connection.getMetadata().getUid()).orElseThrow(),
        plan.gateway(),
        world.input(key).reachedBy(connection),
        moment.view(),
        moment.time());
  }

  private static <T extends HasMetadata> List<T> ours(List<T> objects) {
    return objects.stream().filter(o -> o.getMetadata().getNamespace().equals(NAMESPACE)).toList();
  }

  private static String title(HasMetadata object) {
    return object.getKind() + " " + object.getMetadata().getName();
  }

  private static boolean isMoment(JsonNode document) {
    return document.path("kind").asText().equals("Gateway");
  }
}
