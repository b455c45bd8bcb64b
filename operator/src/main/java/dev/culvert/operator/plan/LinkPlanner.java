package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.DesiredState;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelConfig.ChildConfig;
import dev.culvert.gateway.contract.TunnelConfig.Initiation;
import dev.culvert.gateway.contract.TunnelConfig.KeyConfig;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Plans a link both sides consent to: prefixes (rules 2 and 7), identities, who initiates. */
final class LinkPlanner {
  private final NetworkInput input;
  private final GatewayWish wish;
  private final PrefixClaims claims;

  LinkPlanner(NetworkInput input, GatewayWish wish, PrefixClaims claims) {
    this.input = input;
    this.wish = wish;
    this.claims = claims;
  }

  ConnectionPlan plan(
      GatewayConnection connection,
      NetworkKey remote,
      NetworkInput.Peer peer,
      GatewayConnection counterpart) {
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
    Followed followed = Followed.of(connection, remote, offered, input.carried(), claims);
    if (followed.prefixes().isEmpty()) {
      return ConnectionPlan.unaccepted(connection, followed.refusal().orElseThrow());
    }
    claims.hold(NetworkPlanner.title(connection), followed.prefixes());
    ConnectionPlan.Link link = link(connection, counterpart, peer, followed.prefixes());
    Optional<TunnelConfig> tunnel = tunnel(connection, link, followed.refusal().isPresent());
    return new ConnectionPlan(
        connection,
        followed.refusal(),
        Optional.empty(),
        tunnel.isPresent() ? Optional.empty() : Optional.of(waitingForPeer()),
        Optional.of(link),
        tunnel);
  }

  /** What the other network's gateway serves: what it carries, else what its spec asks for. */
  private List<Prefix> offered(NetworkKey remote, NetworkInput.Peer peer) {
    if (peer.carried().isPresent()) {
      return peer.carried().get().addressSpace();
    }
    var spec = peer.network().getSpec();
    if (spec.gateway() == null
        || !GatewayPlanner.problems(remote, spec, input.locations()).isEmpty()) {
      return List.of();
    }
    return Prefix.all(spec.addressSpace()).stream().sorted().toList();
  }

  private static ConnectionPlan.Link link(
      GatewayConnection connection,
      GatewayConnection counterpart,
      NetworkInput.Peer peer,
      List<Prefix> followed) {
    String uid = connection.getMetadata().getUid();
    String peerUid = counterpart.getMetadata().getUid();
    return new ConnectionPlan.Link(
        Names.linkSecret(uid, peerUid),
        Stream.of(uid, peerUid).sorted().toList(),
        Names.linkIdentity(uid),
        Names.linkIdentity(peerUid),
        peer.address(),
        followed.stream().map(Prefix::toString).toList());
  }

  /**
   * What the gateway is told. A tunnel it carries to the same peer does not end because the peer's
   * address or the key is not known for a moment.
   *
   * @param refused whether the gateway goes on with a former generation
   */
  private Optional<TunnelConfig> tunnel(
      GatewayConnection connection, ConnectionPlan.Link link, boolean refused) {
    String uid = connection.getMetadata().getUid();
    Optional<TunnelConfig> carried = input.carried().flatMap(c -> c.tunnel(uid));
    Optional<TunnelConfig> samePeer =
        carried.filter(t -> t.remoteIdentity().equals(link.remoteIdentity()));
    Optional<List<String>> addresses =
        link.remoteAddress().map(List::of).or(() -> samePeer.map(TunnelConfig::remoteAddresses));
    Optional<List<KeyConfig>> keys =
        Optional.ofNullable(input.linkKeys().get(link.keySecret()))
            .map(key -> List.of(new KeyConfig("generated", key)))
            .or(() -> samePeer.map(TunnelConfig::keys));
    long generation =
        carried
            .filter(t -> refused)
            .map(TunnelConfig::generation)
            .orElse(connection.getMetadata().getGeneration());
    return addresses.flatMap(a -> keys.map(k -> tunnel(connection, link, generation, a, k)));
  }

  private TunnelConfig tunnel(
      GatewayConnection connection,
      ConnectionPlan.Link link,
      long generation,
      List<String> addresses,
      List<KeyConfig> keys) {
    boolean lower = link.localIdentity().compareTo(link.remoteIdentity()) < 0;
    return new TunnelConfig(
        connection.getMetadata().getUid(),
        NetworkKey.of(connection).toString(),
        generation,
        link.localIdentity(),
        link.remoteIdentity(),
        2,
        null,
        addresses,
        IkePorts.IKE,
        keys,
        LinkProposals.IKE,
        LinkProposals.ESP,
        LinkProposals.DPD_SECONDS,
        LinkProposals.IKE_REKEY_SECONDS,
        LinkProposals.CHILD_REKEY_SECONDS,
        lower ? Initiation.AT_ONCE : Initiation.AFTER_DELAY,
        true,
        false,
        List.of(
            new ChildConfig(
                "net",
                wish.addressSpace().stream().map(Prefix::toString).toList(),
                link.remotePrefixes())));
  }

  private static Finding waitingForPeer() {
    return new Finding(
        Reasons.WAITING_FOR_PEER, "The other side has consented, but is not ready to be dialled.");
  }
}
