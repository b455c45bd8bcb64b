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
 * @param warnings what works, but not as well as it could
 * @param ends both ends, once a link's sides have both consented, or a site is known well enough
 * @param generatedKey the key to be generated for a link whose sides give none
 * @param tunnel what the gateway is told; absent when it carries nothing for the connection
 */
public record ConnectionPlan(
    GatewayConnection connection,
    Optional<Finding> unaccepted,
    Optional<Finding> unresolved,
    Optional<Finding> waiting,
    List<Finding> warnings,
    Optional<Ends> ends,
    Optional<GeneratedKey> generatedKey,
    Optional<TunnelConfig> tunnel) {

  /** Copies the list. */
  public ConnectionPlan {
    warnings = List.copyOf(warnings);
  }

  /**
   * The key of a link, which the operator generates.
   *
   * @param secret the Secret that holds, or shall hold, the key
   * @param connectionUids both connections' UIDs
   */
  public record GeneratedKey(String secret, List<String> connectionUids) {}

  /** The connection's UID. */
  public String uid() {
    return connection.getMetadata().getUid();
  }

  /** Whether it leads to a LocalNetworkSite. */
  public boolean isToSite() {
    return connection.getSpec().remote().localNetworkSiteRef() != null;
  }

  /** The first reason why no tunnel is wished for. */
  public Optional<Finding> obstacle() {
    return tunnel.isPresent()
        ? Optional.empty()
        : unresolved.or(() -> unaccepted).or(() -> waiting);
  }

  /** Why the wish as it stands is not what is carried out. */
  public Optional<Finding> refusal() {
    return unaccepted.or(() -> unresolved);
  }

  /** The same plan for a newer copy of the connection. */
  public ConnectionPlan as(GatewayConnection copy) {
    return new ConnectionPlan(
        copy, unaccepted, unresolved, waiting, warnings, ends, generatedKey, tunnel);
  }

  static ConnectionPlan unresolved(GatewayConnection connection, Finding why) {
    return without(connection, Optional.empty(), Optional.of(why), Optional.empty());
  }

  static ConnectionPlan unaccepted(GatewayConnection connection, Finding why) {
    return without(connection, Optional.of(why), Optional.empty(), Optional.empty());
  }

  static ConnectionPlan waiting(GatewayConnection connection, Finding why) {
    return without(connection, Optional.empty(), Optional.empty(), Optional.of(why));
  }

  private static ConnectionPlan without(
      GatewayConnection connection,
      Optional<Finding> unaccepted,
      Optional<Finding> unresolved,
      Optional<Finding> waiting) {
    return new ConnectionPlan(
        connection,
        unaccepted,
        unresolved,
        waiting,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
