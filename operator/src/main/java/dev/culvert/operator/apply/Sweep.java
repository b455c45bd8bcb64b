package dev.culvert.operator.apply;

import dev.culvert.operator.catalog.Catalog;
import dev.culvert.operator.catalog.GatewayCatalog;
import dev.culvert.operator.catalog.LiveNetworks;
import dev.culvert.operator.gateway.GatewayObjects;
import dev.culvert.operator.plan.NetworkKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what nothing asks for any more: gateways of networks and keys of links that are gone. */
public final class Sweep {
  private static final Logger LOG = LoggerFactory.getLogger(Sweep.class);

  private final Catalog catalog;
  private final GatewayProvisioner provisioner;
  private final LinkKeys keys;
  private final LiveNetworks live;

  /** Sweeps by the given hands. */
  public Sweep(Catalog catalog, GatewayProvisioner provisioner, LinkKeys keys, LiveNetworks live) {
    this.catalog = catalog;
    this.provisioner = provisioner;
    this.keys = keys;
    this.live = live;
  }

  /** Removes gateways whose network is gone, and keys of which either side is gone. */
  public void run() {
    Set<String> unknown = catalog.unknownNamespaces();
    // What exists before who wants it: a gateway that comes in between is no orphan.
    Map<String, Optional<NetworkKey>> orphans = new HashMap<>();
    catalog
        .gateways()
        .objects()
        .filter(object -> !isOf(unknown, object))
        .filter(object -> !networkUid(object).isEmpty())
        .forEach(object -> orphans.put(networkUid(object), GatewayCatalog.network(object)));
    catalog.networks().forEach(network -> orphans.remove(network.getMetadata().getUid()));
    orphans.forEach((uid, key) -> {
      if (key.stream().allMatch(network -> live.isGone(network, uid)) && provisioner.remove(uid)) {
        LOG.info("removed the gateway of a network that is gone, UID {}", uid);
      }
    });
    if (unknown.isEmpty()) {
      keys.deleteAllBut(() -> catalog.connections().map(c -> c.getMetadata().getUid()).toList());
    }
  }

  private static boolean isOf(Set<String> namespaces, HasMetadata object) {
    return GatewayCatalog.network(object)
        .filter(network -> namespaces.contains(network.namespace()))
        .isPresent();
  }

  private static String networkUid(HasMetadata object) {
    return object
        .getMetadata()
        .getAnnotations()
        .getOrDefault(GatewayObjects.NETWORK_UID_ANNOTATION, "");
  }
}
