package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.Gateway;
import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.gateway.contract.TunnelConfig;
import java.util.List;
import java.util.Optional;

/**
 * What a gateway carries now, as its stored document says: whoever is in it holds its place.
 *
 * @param config the stored document
 * @param gateway the gateway's routing type and size
 */
public record Carried(GatewayConfig config, Gateway gateway) {

  /** The tunnel of the connection with the given UID. */
  public Optional<TunnelConfig> tunnel(String connectionUid) {
    return config.tunnels().stream().filter(t -> t.id().equals(connectionUid)).findFirst();
  }

  /** The remote prefixes of the connection with the given UID; empty if it is not carried. */
  public List<Prefix> remotePrefixes(String connectionUid) {
    return tunnel(connectionUid).stream()
        .flatMap(t -> t.children().stream())
        .flatMap(c -> c.remotePrefixes().stream())
        .distinct()
        .map(Prefix::of)
        .toList();
  }

  /** Whether the other says the same, whatever its document's counter. */
  public boolean isTheSameAs(Carried other) {
    return config.wishesTheSameAs(other.config) && gateway.equals(other.gateway);
  }

  /** The network's own prefixes. */
  public List<Prefix> addressSpace() {
    return Prefix.all(config.addressSpace());
  }
}
