package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.DesiredState;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.gateway.contract.Contract;
import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.gateway.contract.TunnelConfig;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Plans one network: its gateway, and what becomes of each of its connections. */
public final class NetworkPlanner {
  private final NetworkInput input;
  private final GatewayPlanner.Result gateway;

  private NetworkPlanner(NetworkInput input) {
    this.input = input;
    this.gateway = GatewayPlanner.plan(input);
  }

  /**
   * The plan for the given world. What one connection gives up another may take at once: the plan
   * is made again as if it were carried, until it stays the same. Each time at least one connection
   * gets to where it then stays, which bounds it.
   */
  public static NetworkPlan plan(NetworkInput input) {
    NetworkInput now = input;
    NetworkPlan plan = new NetworkPlanner(now).plan();
    for (int again = 0; again <= input.connections().size() + 1; again++) {
      Optional<Carried> carried = plan.carried();
      if (carried.isEmpty() || now.carried().filter(carried.get()::isTheSameAs).isPresent()) {
        break;
      }
      now = now.carrying(carried);
      plan = new NetworkPlanner(now).plan();
    }
    return plan;
  }

  /** The network at the given connection's other end. */
  public static Optional<NetworkKey> remoteOf(GatewayConnection connection) {
    return Consent.remote(connection);
  }

  /** The plan of a connection whose own network does not exist. */
  public static ConnectionPlan withoutNetwork(GatewayConnection connection) {
    return ConnectionPlan.unresolved(
        connection,
        new Finding(
            Reasons.NETWORK_NOT_FOUND,
            "VirtualNetwork \""
                + connection.getSpec().virtualNetworkRef().name()
                + "\" does not exist in namespace "
                + connection.getMetadata().getNamespace()
                + "; create it or correct spec.virtualNetworkRef."));
  }

  private NetworkPlan plan() {
    List<GatewayConnection> inOrder =
        input.connections().stream().sorted(Consent.order(input.carried())).toList();
    return gateway
        .gateway()
        .map(wish -> withGateway(wish, inOrder))
        .orElseGet(() ->
            new NetworkPlan(
                gateway.findings(),
                Optional.empty(),
                Optional.empty(),
                inOrder.stream().map(c -> ConnectionPlan.unresolved(c, noGateway())).toList()));
  }

  private NetworkPlan withGateway(GatewayWish wish, List<GatewayConnection> inOrder) {
    var claims = new Claims(wish.addressSpace(), inOrder, input.carried());
    var places = new Places(input.key(), wish.gateway());
    List<ConnectionPlan> plans = inOrder.stream().map(c -> plan(c, wish, places, claims)).toList();
    return new NetworkPlan(
        gateway.findings(), gateway.gateway(), Optional.of(config(wish, plans)), plans);
  }

  private GatewayConfig config(GatewayWish wish, List<ConnectionPlan> plans) {
    return new GatewayConfig(
        Contract.VERSION,
        wish.name(),
        null,
        0,
        wish.insideAddress(),
        input.allowed().insideInterface().orElse(null),
        wish.addressSpace().stream().map(Prefix::toString).toList(),
        plans.stream()
            .flatMap(p -> p.tunnel().stream())
            .sorted(Comparator.comparing(TunnelConfig::id))
            .toList());
  }

  private ConnectionPlan plan(
      GatewayConnection connection, GatewayWish wish, Places places, Claims claims) {
    Optional<RemoteKey> remote = Consent.remoteKey(connection);
    if (remote.isEmpty()) {
      return ConnectionPlan.unaccepted(
          connection,
          new Finding(Reasons.INVALID_SPEC, "spec.remote names nothing this version knows."));
    }
    Optional<Finding> refusal = places.take(connection, remote.get());
    if (refusal.isPresent()) {
      return ConnectionPlan.unaccepted(connection, refusal.get());
    }
    if (connection.getSpec().desiredState() == DesiredState.DISCONNECTED) {
      return ConnectionPlan.waiting(
          connection, new Finding(Reasons.DISCONNECTED, "spec.desiredState is Disconnected."));
    }
    return switch (remote.get()) {
      case SiteKey site -> new SitePlanner(input, wish, claims, connection).plan(site);
      case NetworkKey network -> link(connection, network, wish, claims);
    };
  }

  private ConnectionPlan link(
      GatewayConnection connection, NetworkKey remote, GatewayWish wish, Claims claims) {
    NetworkInput.Peer peer = input.peers().get(remote);
    Optional<GatewayConnection> counterpart =
        Optional.ofNullable(peer)
            .flatMap(p -> Consent.speaker(p.connections(), p.carried(), input.key()));
    if (peer == null || counterpart.isEmpty()) {
      return ConnectionPlan.waiting(
          connection,
          new Finding(
              Reasons.PEER_CONNECTION_MISSING,
              "The other side has not consented: no GatewayConnection of VirtualNetwork "
                  + remote
                  + " refers to "
                  + input.key()
                  + "."));
    }
    return new LinkPlanner(input, wish, claims, connection).plan(remote, peer, counterpart.get());
  }

  private Finding noGateway() {
    if (!gateway.findings().isEmpty()) {
      return new Finding(
          Reasons.GATEWAY_MISSING,
          "VirtualNetwork " + input.key() + " is not accepted; see its conditions.");
    }
    return new Finding(
        Reasons.GATEWAY_MISSING,
        "VirtualNetwork " + input.key() + " has no gateway; give it spec.gateway.");
  }

  static String title(GatewayConnection connection) {
    return "connection \"" + connection.getMetadata().getName() + "\"";
  }
}
