package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.DesiredState;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.gateway.contract.SharedKey;
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
    List<Prefix> offered = offered(peer);
    if (offered.isEmpty()) {
      return ConnectionPlan.waiting(connection, waitingForPeer());
    }
    String uid = connection.getMetadata().getUid();
    List<Prefix> carried = input.carried().map(c -> c.remotePrefixes(uid)).orElse(List.of());
    Optional<Finding> refusal = refusal(connection, remote, offered, carried);
    if (refusal.isPresent() && carried.isEmpty()) {
      return ConnectionPlan.unaccepted(connection, refusal.get());
    }
    List<Prefix> followed = refusal.isPresent() ? carried : offered;
    claims.hold(NetworkPlanner.title(connection), followed);
    ConnectionPlan.Link link = link(connection, counterpart, peer, followed);
    Optional<SharedKey> key = Optional.ofNullable(input.linkKeys().get(link.keySecret()));
    Optional<TunnelConfig> tunnel =
        link.remoteAddress().flatMap(address -> key.map(k -> tunnel(connection, link, address, k)));
    return new ConnectionPlan(
        connection,
        refusal,
        Optional.empty(),
        tunnel.isPresent() ? Optional.empty() : Optional.of(waitingForPeer()),
        Optional.of(link),
        tunnel);
  }

  /** What the other network's gateway serves: what it carries, else what its spec asks for. */
  private static List<Prefix> offered(NetworkInput.Peer peer) {
    if (peer.carried().isPresent()) {
      return peer.carried().get().addressSpace();
    }
    var spec = peer.network().getSpec();
    if (spec.gateway() == null || !AddressSpaceCheck.problems(spec).isEmpty()) {
      return List.of();
    }
    return Prefix.all(spec.addressSpace()).stream().sorted().toList();
  }

  private Optional<Finding> refusal(
      GatewayConnection connection, NetworkKey remote, List<Prefix> offered, List<Prefix> carried) {
    String kept = carried.isEmpty() ? "" : " The prefixes accepted before stay: " + carried + ".";
    List<Prefix> accepted = Prefix.all(connection.getSpec().remote().acceptPrefixes());
    List<Prefix> outside =
        offered.stream().filter(p -> accepted.stream().noneMatch(a -> a.contains(p))).toList();
    if (!outside.isEmpty()) {
      return Optional.of(
          new Finding(
              Reasons.PREFIX_NOT_ACCEPTED,
              "VirtualNetwork "
                  + remote
                  + " has "
                  + outside
                  + ", which is outside spec.remote.acceptPrefixes "
                  + accepted
                  + "."
                  + kept));
    }
    return claims
        .conflict(NetworkPlanner.title(connection), offered)
        .map(conflict ->
            new Finding(
                Reasons.OVERLAP,
                "VirtualNetwork " + remote + " cannot be followed: " + conflict + "." + kept));
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

  private TunnelConfig tunnel(
      GatewayConnection connection, ConnectionPlan.Link link, String address, SharedKey key) {
    boolean lower = link.localIdentity().compareTo(link.remoteIdentity()) < 0;
    return new TunnelConfig(
        connection.getMetadata().getUid(),
        NetworkKey.of(connection).toString(),
        connection.getMetadata().getGeneration(),
        link.localIdentity(),
        link.remoteIdentity(),
        List.of(address),
        LinkProposals.IKE_PORT,
        List.of(new KeyConfig("generated", key)),
        LinkProposals.IKE,
        LinkProposals.ESP,
        LinkProposals.DPD_SECONDS,
        LinkProposals.IKE_REKEY_SECONDS,
        LinkProposals.CHILD_REKEY_SECONDS,
        lower ? Initiation.AT_ONCE : Initiation.AFTER_DELAY,
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
