package dev.culvert.operator.plan;

import dev.culvert.gateway.contract.GatewayConfig;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of one network and its connections.
 *
 * @param findings why the spec, or a change of it, is refused; empty when it is accepted
 * @param gateway the gateway it shall have, absent for none
 * @param config the document its gateway shall hold, without counter; present with the gateway
 * @param connections one plan for each of its connections, in the order they hold their places
 */
public record NetworkPlan(
    List<Finding> findings,
    Optional<GatewayWish> gateway,
    Optional<GatewayConfig> config,
    List<ConnectionPlan> connections) {

  /** The plan of the connection with the given UID. */
  public Optional<ConnectionPlan> connection(String uid) {
    return connections.stream().filter(c -> c.uid().equals(uid)).findFirst();
  }

  /** What its gateway carries once it holds the document. */
  public Optional<Carried> carried() {
    return config.flatMap(c -> gateway.map(g -> new Carried(c, g.gateway())));
  }
}
