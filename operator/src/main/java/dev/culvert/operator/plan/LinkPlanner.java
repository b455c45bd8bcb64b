package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.ConnectionMode;
import dev.culvert.crds.v1alpha1.DesiredState;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.TrafficSelectors;
import dev.culvert.gateway.contract.TunnelConfig;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Plans a link both sides consent to: prefixes (rules 2 and 7), identities, who initiates. */
final class LinkPlanner {
  private final NetworkInput input;
  private final GatewayWish wish;
  private final Claims claims;
  private final GatewayConnection connection;

  LinkPlanner(NetworkInput input, GatewayWish wish, Claims claims, GatewayConnection connection) {
    this.input = input;
    this.wish = wish;
    this.claims = claims;
    this.connection = connection;
  }

  ConnectionPlan plan(NetworkKey remote, NetworkInput.Peer peer, GatewayConnection counterpart) {
    if (counterpart.getSpec().desiredState() == DesiredState.DISCONNECTED) {
      return ConnectionPlan.waiting(
          connection,
          new Finding(
              Reasons.PEER_DISCONNECTED, "The other side wishes the connection Disconnected."));
    }
    List<Prefix> offered = offered(remote, peer);
    if (offered.isEmpty() || !Places.isFor(counterpart, remote, peer)) {
      return ConnectionPlan.waiting(connection, waitingForPeer());
    }
    Followed followed =
        Followed.of(connection, remote, offered, input.carried(), claims.prefixes());
    if (followed.prefixes().isEmpty()) {
      return ConnectionPlan.unaccepted(connection, followed.refusal().orElseThrow());
    }
    claims.prefixes().hold(NetworkPlanner.title(connection), followed.prefixes());
    return tunnel(peer, counterpart, followed);
  }

  /** What the other network's gateway serves: what it carries, else what its spec asks for. */
  private List<Prefix> offered(NetworkKey remote, NetworkInput.Peer peer) {
    if (peer.carried().isPresent()) {
      return peer.carried().get().addressSpace();
    }
    var spec = peer.network().getSpec();
    if (spec.gateway() == null
        || !GatewayPlanner.problems(remote, spec, input.allowed()).isEmpty()) {
      return List.of();
    }
    return Prefix.all(spec.addressSpace()).stream().sorted().toList();
  }

  /**
   * What the gateway is told. A tunnel it carries to the same peer does not end because the peer's
   * address or the key is not known for a moment, or because a newer wish cannot be carried out.
   */
  private ConnectionPlan tunnel(
      NetworkInput.Peer peer, GatewayConnection counterpart, Followed followed) {
    String uid = connection.getMetadata().getUid();
    String peerUid = counterpart.getMetadata().getUid();
    String remoteIdentity = Names.linkIdentity(peerUid);
    Optional<TunnelConfig> carried = input.carried().flatMap(c -> c.tunnel(uid));
    Optional<TunnelConfig> samePeer =
        carried.filter(t -> t.remoteIdentity().equals(remoteIdentity));
    LinkKey key = LinkKey.of(connection, counterpart, input);
    Selectors selectors = selectors(counterpart, followed.prefixes());
    Optional<Finding> refusal =
        followed
            .refusal()
            .or(() -> conflictOfModes(counterpart))
            .or(selectors::refusal)
            .or(() -> claims.pairConflict(connection, selectors.children()));
    Optional<TunnelConfig> tunnel =
        new LinkTunnel(connection, counterpart)
            .render(
                peer.address().map(List::of).or(() -> samePeer.map(TunnelConfig::remoteAddresses)),
                key.keys().or(() -> samePeer.map(TunnelConfig::keys)),
                refusal.isPresent() ? carried.map(TunnelConfig::generation) : Optional.empty(),
                selectors.refusal().isPresent()
                    ? samePeer.map(TunnelConfig::children)
                    : Optional.of(selectors.children()));
    boolean hopeless = tunnel.isEmpty() && (refusal.isPresent() || key.fault().isPresent());
    return new ConnectionPlan(
        connection,
        refusal,
        key.fault(),
        tunnel.isPresent() || hopeless ? Optional.empty() : Optional.of(waitingForPeer()),
        key.warnings(),
        Optional.of(
            new Ends(
                Names.linkIdentity(uid),
                remoteIdentity,
                peer.address(),
                IkePorts.IKE,
                followed.prefixes().stream().map(Prefix::toString).toList())),
        key.generated(),
        tunnel);
  }

  /** Several CHILD_SAs where either side asks for them: both have to speak of the same ones. */
  private Selectors selectors(GatewayConnection counterpart, List<Prefix> remote) {
    List<TrafficSelectors> asked =
        Stream.of(connection, counterpart)
            .flatMap(c -> Stream.ofNullable(c.getSpec().trafficSelectors()))
            .toList();
    TrafficSelectors kind =
        Stream.of(TrafficSelectors.ANY_TO_ANY, TrafficSelectors.PER_PAIR)
            .filter(asked::contains)
            .findFirst()
            .orElse(TrafficSelectors.LISTS);
    return Selectors.of(connection, kind, wish.addressSpace(), remote);
  }

  private Optional<Finding> conflictOfModes(GatewayConnection counterpart) {
    ConnectionMode mode = LinkTunnel.mode(connection);
    return mode != ConnectionMode.DEFAULT && mode == LinkTunnel.mode(counterpart)
        ? Optional.of(
            new Finding(
                Reasons.MODES_CONFLICT,
                "Both sides have mode "
                    + (mode == ConnectionMode.RESPONDER_ONLY ? "ResponderOnly" : "InitiatorOnly")
                    + ", so that none can reach the other; change spec.mode on one side."))
        : Optional.empty();
  }

  private static Finding waitingForPeer() {
    return new Finding(
        Reasons.WAITING_FOR_PEER, "The other side has consented, but is not ready to be dialled.");
  }
}
