package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.gateway.contract.TunnelConfig;
import java.util.List;
import java.util.Optional;

/**
 * What becomes of one connection.
 *
 * @param connection the connection
 * @param unaccepted why its spec, or a change of it, is refused
 * @param unresolved which of its own references leads nowhere
 * @param waiting why there is nothing to negotiate although the connection is in order
 * @param link the other side, once both have consented
 * @param tunnel what the gateway is told; absent when it carries nothing for the connection
 */
public record ConnectionPlan(
    GatewayConnection connection,
    Optional<Finding> unaccepted,
    Optional<Finding> unresolved,
    Optional<Finding> waiting,
    Optional<Link> link,
    Optional<TunnelConfig> tunnel) {

  /** The connection's UID. */
  public String uid() {
    return connection.getMetadata().getUid();
  }

  /** The first reason why no tunnel is wished for. */
  public Optional<Finding> obstacle() {
    return unresolved
        .or(() -> tunnel.isPresent() ? Optional.empty() : unaccepted)
        .or(() -> waiting);
  }

  /** The same plan for a newer copy of the connection. */
  public ConnectionPlan as(GatewayConnection copy) {
    return new ConnectionPlan(copy, unaccepted, unresolved, waiting, link, tunnel);
  }

  static ConnectionPlan unresolved(GatewayConnection connection, Finding why) {
    return new ConnectionPlan(
        connection,
        Optional.empty(),
        Optional.of(why),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static ConnectionPlan unaccepted(GatewayConnection connection, Finding why) {
    return new ConnectionPlan(
        connection,
        Optional.of(why),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  static ConnectionPlan waiting(GatewayConnection connection, Finding why) {
    return new ConnectionPlan(
        connection,
        Optional.empty(),
        Optional.empty(),
        Optional.of(why),
        Optional.empty(),
        Optional.empty());
  }

  /**
   * The other side of a link both sides consent to.
   *
   * @param keySecret the Secret that holds, or shall hold, the link's key
   * @param connectionUids both connections' UIDs
   * @param localIdentity our IKE identity
   * @param remoteIdentity the other side's IKE identity
   * @param remoteAddress where the other gateway is dialled, if it is known
   * @param remotePrefixes the other network's prefixes as they are carried here
   */
  public record Link(
      String keySecret,
      List<String> connectionUids,
      String localIdentity,
      String remoteIdentity,
      Optional<String> remoteAddress,
      List<String> remotePrefixes) {}
}
