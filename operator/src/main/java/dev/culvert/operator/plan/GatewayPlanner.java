package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.ExposureType;
import dev.culvert.crds.v1alpha1.Gateway;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.VirtualNetworkSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Decides which gateway a network has: as its spec says, or as it was where the spec would take
 * something from who uses it (rules 1, 2 and 8).
 */
final class GatewayPlanner {
  private GatewayPlanner() {}

  record Result(List<Finding> findings, Optional<GatewayWish> gateway) {}

  static Result plan(NetworkInput input) {
    VirtualNetworkSpec spec = input.network().getSpec();
    String name = Names.gateway(input.network().getMetadata().getUid());
    var findings = new ArrayList<>(problems(input.key(), spec, input.allowed()));
    if (!findings.isEmpty()) {
      return new Result(findings, input.carried().map(c -> asCarried(name, c)));
    }
    Optional<Gateway> gateway = gateway(input, findings);
    if (gateway.isEmpty()) {
      return new Result(findings, Optional.empty());
    }
    if (spec.gateway() == null) {
      // The gateway stays for its users; the space it serves stays with it.
      return new Result(findings, input.carried().map(c -> asCarried(name, c)));
    }
    List<Prefix> space = Prefix.all(spec.addressSpace()).stream().sorted().toList();
    Optional<String> conflict = conflictWithCarried(input, space);
    if (conflict.isPresent() && input.carried().isPresent()) {
      findings.add(
          new Finding(
              Reasons.OVERLAP,
              "VirtualNetwork "
                  + input.key()
                  + ": addressSpace "
                  + conflict.get()
                  + ", which its gateway carries; the former address space stays in use."));
      Carried carried = input.carried().get();
      return new Result(
          findings,
          Optional.of(
              new GatewayWish(
                  name, gateway.get(), carried.addressSpace(), carried.config().insideAddress())));
    }
    return new Result(
        findings,
        Optional.of(
            new GatewayWish(name, gateway.get(), space, AddressSpaceCheck.insideAddress(spec))));
  }

  /** What is wrong with a network's spec, whatever its gateway carries. */
  static List<Finding> problems(NetworkKey key, VirtualNetworkSpec spec, Allowed allowed) {
    Set<String> locations = allowed.locations();
    var findings = new ArrayList<Finding>();
    List<String> problems = AddressSpaceCheck.problems(spec);
    if (!problems.isEmpty()) {
      findings.add(
          new Finding(
              Reasons.INVALID_SPEC,
              "VirtualNetwork " + key + ": " + String.join("; ", problems) + "."));
    }
    if (!locations.isEmpty() && !locations.contains(spec.location())) {
      findings.add(
          new Finding(
              Reasons.UNKNOWN_LOCATION,
              "VirtualNetwork "
                  + key
                  + ": location \""
                  + spec.location()
                  + "\" is none of this installation's: "
                  + locations.stream().sorted().collect(Collectors.joining(", "))
                  + ". A location never changes: create the network anew with one of them."));
    }
    if (spec.gateway() != null && !allowed.exposures().contains(spec.gateway().exposed().type())) {
      findings.add(
          new Finding(
              Reasons.EXPOSURE_NOT_ALLOWED,
              "VirtualNetwork "
                  + key
                  + ": this installation does not let gateways be exposed so; allowed are "
                  + allowed.exposures().stream()
                      .map(GatewayPlanner::name)
                      .sorted()
                      .collect(Collectors.joining(", "))
                  + " (value exposures.allowed of the chart)."));
    }
    return findings;
  }

  private static String name(ExposureType type) {
    return switch (type) {
      case CLUSTER_IP -> "ClusterIP";
      case LOAD_BALANCER -> "LoadBalancer";
      case HOST_PORT -> "HostPort";
      case NODE_PORT -> "NodePort";
      case UNKNOWN -> "Unknown";
    };
  }

  private static GatewayWish asCarried(String name, Carried carried) {
    return new GatewayWish(
        name, carried.gateway(), carried.addressSpace(), carried.config().insideAddress());
  }

  /** Rule 1: what connections use stays as it is. */
  private static Optional<Gateway> gateway(NetworkInput input, List<Finding> findings) {
    Gateway wished = input.network().getSpec().gateway();
    Gateway existing = input.carried().map(Carried::gateway).orElse(null);
    if (existing == null) {
      return Optional.ofNullable(wished);
    }
    String users =
        input.connections().stream()
            .map(c -> c.getMetadata().getName())
            .sorted()
            .collect(Collectors.joining(", "));
    if (wished == null) {
      if (users.isEmpty()) {
        return Optional.empty();
      }
      findings.add(
          new Finding(
              Reasons.GATEWAY_IN_USE,
              "VirtualNetwork "
                  + input.key()
                  + ": the gateway cannot be removed while GatewayConnections use it: "
                  + users
                  + ". Delete them first; the gateway stays until then."));
      return Optional.of(existing);
    }
    if (wished.routing() != existing.routing()) {
      findings.add(
          new Finding(
              Reasons.GATEWAY_IN_USE,
              "VirtualNetwork "
                  + input.key()
                  + ": routing never changes while the gateway exists. Remove spec.gateway first;"
                  + " the gateway stays as it is until then."));
      return Optional.of(existing);
    }
    long tunnels = carriedTunnels(input);
    if (tunnels > SkuLimits.tunnels(wished.sku())) {
      findings.add(
          new Finding(
              Reasons.TOO_MANY_TUNNELS,
              "VirtualNetwork "
                  + input.key()
                  + ": the gateway carries "
                  + tunnels
                  + " tunnels, the wished sku at most "
                  + SkuLimits.tunnels(wished.sku())
                  + ". Delete connections first; the gateway keeps its sku until then."));
      return Optional.of(existing);
    }
    return Optional.of(wished);
  }

  private static long carriedTunnels(NetworkInput input) {
    return input.connections().stream()
        .filter(c ->
            input
                .carried()
                .flatMap(carried -> carried.tunnel(c.getMetadata().getUid()))
                .isPresent())
        .count();
  }

  private static Optional<String> conflictWithCarried(NetworkInput input, List<Prefix> space) {
    if (input.carried().isEmpty()) {
      return Optional.empty();
    }
    Carried carried = input.carried().get();
    if (Set.copyOf(carried.addressSpace()).containsAll(space)) {
      return Optional.empty();
    }
    var claims = new PrefixClaims();
    for (GatewayConnection connection : input.connections()) {
      claims.hold(
          "connection \"" + connection.getMetadata().getName() + "\"",
          carried.remotePrefixes(connection.getMetadata().getUid()));
    }
    return claims.conflict("addressSpace", space);
  }
}
