package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.DesiredState;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.Routing;
import dev.culvert.gateway.contract.Contract;
import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.gateway.contract.TunnelConfig;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans one network: its gateway, and what becomes of each of its connections. */
public final class NetworkPlanner {
  private final NetworkInput input;
  private final GatewayPlanner.Result gateway;
  private final PrefixClaims claims = new PrefixClaims();
  private final Map<NetworkKey, String> holders = new HashMap<>();
  private int tunnels;

  private NetworkPlanner(NetworkInput input) {
    this.input = input;
    this.gateway = GatewayPlanner.plan(input);
  }

  /** The plan for the given world. */
  public static NetworkPlan plan(NetworkInput input) {
    return new NetworkPlanner(input).plan();
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
    gateway
        .gateway()
        .ifPresent(g -> claims.hold("the network's own address space", g.addressSpace()));
    input
        .carried()
        .ifPresent(carried ->
            inOrder.forEach(
                c -> claims.hold(title(c), carried.remotePrefixes(c.getMetadata().getUid()))));
    var plans = new ArrayList<ConnectionPlan>();
    for (GatewayConnection connection : inOrder) {
      plans.add(plan(connection));
    }
    return new NetworkPlan(gateway.findings(), gateway.gateway(), config(plans), plans);
  }

  private Optional<GatewayConfig> config(List<ConnectionPlan> plans) {
    return gateway
        .gateway()
        .map(wish ->
            new GatewayConfig(
                Contract.VERSION,
                wish.name(),
                null,
                0,
                wish.insideAddress(),
                wish.addressSpace().stream().map(Prefix::toString).toList(),
                plans.stream()
                    .flatMap(p -> p.tunnel().stream())
                    .sorted(Comparator.comparing(TunnelConfig::id))
                    .toList()));
  }

  private ConnectionPlan plan(GatewayConnection connection) {
    if (gateway.gateway().isEmpty()) {
      return ConnectionPlan.unresolved(connection, noGateway());
    }
    Optional<NetworkKey> remote = Consent.remote(connection);
    if (remote.isEmpty()) {
      return ConnectionPlan.unaccepted(
          connection,
          new Finding(Reasons.INVALID_SPEC, "spec.remote names nothing this version knows."));
    }
    Optional<Finding> refusal = refusal(connection, remote.get());
    if (refusal.isPresent()) {
      return ConnectionPlan.unaccepted(connection, refusal.get());
    }
    holders.put(remote.get(), connection.getMetadata().getName());
    tunnels++;
    if (connection.getSpec().desiredState() == DesiredState.DISCONNECTED) {
      return ConnectionPlan.waiting(
          connection, new Finding(Reasons.DISCONNECTED, "spec.desiredState is Disconnected."));
    }
    NetworkInput.Peer peer = input.peers().get(remote.get());
    Optional<GatewayConnection> counterpart =
        Optional.ofNullable(peer)
            .flatMap(p -> Consent.speaker(p.connections(), p.carried(), input.key()));
    if (peer == null || counterpart.isEmpty()) {
      return ConnectionPlan.waiting(
          connection,
          new Finding(
              Reasons.PEER_CONNECTION_MISSING,
              "The other side has not consented: no GatewayConnection of VirtualNetwork "
                  + remote.get()
                  + " refers to "
                  + input.key()
                  + "."));
    }
    return new LinkPlanner(input, gateway.gateway().get(), claims)
        .plan(connection, remote.get(), peer, counterpart.get());
  }

  /** What can be said without looking at the other side: rules 3, 4 and 5. */
  private Optional<Finding> refusal(GatewayConnection connection, NetworkKey remote) {
    GatewayWish wish = gateway.gateway().orElseThrow();
    if (remote.equals(input.key())) {
      return Optional.of(
          new Finding(
              Reasons.REMOTE_IS_SELF,
              "VirtualNetwork " + remote + " cannot be connected to itself."));
    }
    if (wish.gateway().routing() != Routing.DYNAMIC) {
      return Optional.of(
          new Finding(
              Reasons.ROUTING_NOT_DYNAMIC,
              "Connections between networks need a gateway with routing Dynamic; VirtualNetwork "
                  + input.key()
                  + " has routing Static."));
    }
    String holder = holders.get(remote);
    if (holder != null) {
      return Optional.of(
          new Finding(
              Reasons.DUPLICATE_CONNECTION,
              "GatewayConnection \""
                  + holder
                  + "\" already joins "
                  + input.key()
                  + " and "
                  + remote
                  + "; one tunnel joins a pair of networks."));
    }
    int limit = SkuLimits.tunnels(wish.gateway().sku());
    if (tunnels >= limit) {
      return Optional.of(
          new Finding(
              Reasons.TOO_MANY_TUNNELS,
              "The gateway of VirtualNetwork "
                  + input.key()
                  + " carries at most "
                  + limit
                  + " tunnels with its sku; choose a larger sku or delete a connection."));
    }
    return Optional.empty();
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
