package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.ConnectionMode;
import dev.culvert.crds.v1alpha1.ExposureType;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.Identities;
import dev.culvert.crds.v1alpha1.LocalNetworkSite;
import dev.culvert.crds.v1alpha1.LocalNetworkSiteSpec;
import dev.culvert.crds.v1alpha1.Routing;
import dev.culvert.crds.v1alpha1.SharedKeyRef;
import dev.culvert.crds.v1alpha1.TrafficSelectors;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelConfig.ChildConfig;
import dev.culvert.gateway.contract.TunnelConfig.Initiation;
import dev.culvert.gateway.contract.TunnelConfig.KeyConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Plans a connection to a LocalNetworkSite. A wish that cannot be carried out costs nothing that is
 * carried: the gateway goes on with what it had.
 */
final class SitePlanner {
  private final NetworkInput input;
  private final GatewayWish wish;
  private final Claims claims;
  private final GatewayConnection connection;
  private final Optional<TunnelConfig> carried;

  SitePlanner(NetworkInput input, GatewayWish wish, Claims claims, GatewayConnection connection) {
    this.input = input;
    this.wish = wish;
    this.claims = claims;
    this.connection = connection;
    this.carried = input.carried().flatMap(c -> c.tunnel(connection.getMetadata().getUid()));
  }

  ConnectionPlan plan(SiteKey key) {
    LocalNetworkSite site = input.sites().get(key.name());
    if (site == null) {
      return ConnectionPlan.unresolved(
          connection,
          new Finding(
              Reasons.SITE_NOT_FOUND,
              "LocalNetworkSite \"%s\" does not exist in namespace %s; create it or correct spec.remote.localNetworkSiteRef."
                  .formatted(key.name(), connection.getMetadata().getNamespace())));
    }
    Optional<Finding> problem = SiteCheck.problem(site);
    if (problem.isPresent()) {
      return refused(problem.get());
    }
    LocalNetworkSiteSpec spec = site.getSpec();
    Optional<String> remoteIdentity =
        Optional.ofNullable(spec.gatewayIdentity())
            .or(() -> Optional.ofNullable(spec.gatewayAddress()));
    if (remoteIdentity.isEmpty()) {
      return ConnectionPlan.waiting(
          connection,
          new Finding(
              Reasons.WAITING_FOR_ADDRESS,
              "LocalNetworkSite \"%s\" has no gatewayAddress yet; set it to the address of the site's VPN device."
                  .formatted(key.name())));
    }
    Optional<String> localIdentity =
        Optional.ofNullable(connection.getSpec().identities())
            .map(Identities::local)
            .or(() -> input.published().address())
            .or(() -> carried.map(TunnelConfig::localIdentity));
    if (localIdentity.isEmpty()) {
      return ConnectionPlan.waiting(connection, input.published().pending().orElseThrow());
    }
    return own(site, remoteIdentity.get(), localIdentity.get())
        .or(() -> claims.identityConflict(connection, remoteIdentity.get()))
        .map(this::refused)
        .orElseGet(() -> prefixes(site, localIdentity.get(), remoteIdentity.get()));
  }

  /** Why the site cannot be told from ourselves. */
  private Optional<Finding> own(
      LocalNetworkSite site, String remoteIdentity, String localIdentity) {
    Optional<String> address = Optional.ofNullable(site.getSpec().gatewayAddress());
    boolean isOwn =
        address.isPresent()
            && (address.equals(input.published().address()) || address.equals(input.address()));
    if (!isOwn && !remoteIdentity.equals(localIdentity)) {
      return Optional.empty();
    }
    return Optional.of(
        new Finding(
            Reasons.ADDRESS_IS_OWN,
            "LocalNetworkSite \"%s\": %s is this network's own gateway; put the address of the other side's gateway there (are the two swapped?)."
                .formatted(site.getMetadata().getName(), address.orElse(remoteIdentity))));
  }

  private ConnectionPlan prefixes(LocalNetworkSite site, String local, String remote) {
    List<Prefix> space = Prefix.all(site.getSpec().addressSpace()).stream().sorted().toList();
    Optional<String> conflict = claims.prefixes().conflict(NetworkPlanner.title(connection), space);
    if (conflict.isPresent()) {
      return refused(
          new Finding(
              Reasons.OVERLAP,
              "LocalNetworkSite \"%s\" cannot be used: %s."
                  .formatted(site.getMetadata().getName(), conflict.get())));
    }
    TrafficSelectors kind = selectors();
    if (wish.gateway().routing() == Routing.STATIC && kind == TrafficSelectors.LISTS) {
      return refused(
          new Finding(
              Reasons.INVALID_SPEC,
              NetworkPlanner.title(connection)
                  + ": trafficSelectors Lists needs a gateway with routing Dynamic; IKEv1 carries one"
                  + " pair of prefixes in each CHILD_SA. Use PerPair."));
    }
    List<Prefix> reachable =
        Stream.concat(wish.addressSpace().stream(), Prefix.all(site.getSpec().transit()).stream())
            .distinct()
            .sorted()
            .toList();
    Selectors selectors = Selectors.of(connection, kind, reachable, space);
    return selectors
        .refusal()
        .or(() -> claims.pairConflict(connection, selectors.children()))
        .map(this::refused)
        .orElseGet(() -> key(site, local, remote, selectors.children()));
  }

  private TrafficSelectors selectors() {
    return Objects.requireNonNullElse(
        connection.getSpec().trafficSelectors(), TrafficSelectors.PER_PAIR);
  }

  private ConnectionPlan key(
      LocalNetworkSite site, String local, String remote, List<ChildConfig> children) {
    SharedKeyRef ref = connection.getSpec().sharedKey();
    if (ref == null) {
      return unresolved(
          new Finding(
              Reasons.SHARED_KEY_MISSING,
              NetworkPlanner.title(connection)
                  + " has no shared key; create a Secret labelled "
                  + KeySecrets.LABEL
                  + "=true and name it in spec.sharedKey.secretRef."));
    }
    GivenKey key =
        GivenKey.read(ref.secretRef(), connection.getMetadata().getNamespace(), input.keySecrets());
    if (key.fault().isPresent()) {
      return unresolved(key.fault().get());
    }
    TunnelConfig tunnel =
        tunnel(
            site.getSpec(),
            local,
            remote,
            List.of(new KeyConfig(GivenKey.ID, key.key().orElseThrow())),
            children);
    claims.hold(connection, tunnel);
    return new ConnectionPlan(
        connection,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        warnings(key),
        Optional.of(ends(tunnel)),
        Optional.empty(),
        Optional.of(tunnel));
  }

  private TunnelConfig tunnel(
      LocalNetworkSiteSpec site,
      String local,
      String remote,
      List<KeyConfig> keys,
      List<ChildConfig> children) {
    Routing routing = wish.gateway().routing();
    boolean answersOnly = mode() == ConnectionMode.RESPONDER_ONLY || site.gatewayAddress() == null;
    Optional<String> address = Optional.ofNullable(site.gatewayAddress());
    boolean named = address.filter(a -> !Prefix.isAddress(a)).isPresent();
    return new TunnelConfig(
        connection.getMetadata().getUid(),
        NetworkKey.of(connection).toString(),
        connection.getMetadata().getGeneration(),
        local,
        remote,
        routing == Routing.STATIC ? 1 : 2,
        named ? address.get() : null,
        named ? List.of() : address.map(List::of).orElse(List.of()),
        Objects.requireNonNullElse(site.gatewayPort(), LocalNetworkSiteSpec.DEFAULT_PORT),
        keys,
        SiteProposals.ike(routing),
        SiteProposals.esp(routing),
        SiteProposals.DPD_SECONDS,
        SiteProposals.ikeRekeySeconds(routing),
        SiteProposals.CHILD_REKEY_SECONDS,
        answersOnly ? Initiation.NEVER : Initiation.AT_ONCE,
        mode() != ConnectionMode.INITIATOR_ONLY,
        true,
        children);
  }

  private ConnectionMode mode() {
    return LinkTunnel.mode(connection);
  }

  private List<Finding> warnings(GivenKey key) {
    var warnings = new ArrayList<>(key.warnings());
    ExposureType exposure = wish.gateway().exposed().type();
    if (mode() != ConnectionMode.RESPONDER_ONLY
        && (exposure == ExposureType.LOAD_BALANCER || exposure == ExposureType.CLUSTER_IP)) {
      warnings.add(
          new Finding(
              Reasons.SOURCE_ADDRESS_MAY_DIFFER,
              "What this gateway starts leaves with the address of its node or of a NAT, not with"
                  + input.published().address().map(a -> " " + a + ",").orElse(" that")
                  + " at which it is reached; a device that lets in that address alone refuses it."
                  + " Use exposure HostPort, or mode ResponderOnly and let the device start."));
    }
    return warnings;
  }

  private ConnectionPlan refused(Finding why) {
    return goingOn(Optional.of(why), Optional.empty());
  }

  private ConnectionPlan unresolved(Finding why) {
    return goingOn(Optional.empty(), Optional.of(why));
  }

  /** What is carried stays, whatever is wrong with the newer wish. */
  private ConnectionPlan goingOn(Optional<Finding> unaccepted, Optional<Finding> unresolved) {
    return new ConnectionPlan(
        connection,
        unaccepted.map(this::withWhatStays),
        unresolved.map(this::withWhatStays),
        Optional.empty(),
        List.of(),
        carried.map(SitePlanner::ends),
        Optional.empty(),
        carried);
  }

  private Finding withWhatStays(Finding why) {
    return carried.isEmpty()
        ? why
        : new Finding(
            why.reason(), why.message() + " The gateway goes on with what it carried before.");
  }

  private static Ends ends(TunnelConfig tunnel) {
    return new Ends(
        tunnel.localIdentity(),
        tunnel.remoteIdentity(),
        Optional.ofNullable(tunnel.remoteName())
            .or(() -> tunnel.remoteAddresses().stream().findFirst()),
        tunnel.remotePort(),
        tunnel.children().stream().flatMap(c -> c.remotePrefixes().stream()).distinct().toList());
  }
}
