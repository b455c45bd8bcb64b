package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.TrafficSelectors;
import dev.culvert.gateway.contract.TunnelConfig.ChildConfig;
import java.util.List;
import java.util.Optional;

/** How the prefixes of both sides become CHILD_SAs. */
record Selectors(Optional<Finding> refusal, List<ChildConfig> children) {
  /** An IKEv2 selector payload counts its selectors in one byte (RFC 7296 section 3.13). */
  static final int MOST_PREFIXES = 255;

  static final int MOST_CHILD_SAS = 64;

  /** The CHILD_SAs of a tunnel between the given prefixes. */
  static Selectors of(
      GatewayConnection connection,
      TrafficSelectors kind,
      List<Prefix> local,
      List<Prefix> remote) {
    return switch (kind) {
      case ANY_TO_ANY ->
          refused(
              Reasons.ANY_TO_ANY_UNSUPPORTED,
              NetworkPlanner.title(connection)
                  + ": trafficSelectors AnyToAny needs the kernel dataplane; the gateway has the"
                  + " userspace dataplane, which tells tunnels apart by their prefixes. Use Lists or"
                  + " PerPair.");
      case PER_PAIR -> pairs(connection, local, remote);
      case LISTS, UNKNOWN -> lists(connection, local, remote);
    };
  }

  private static Selectors lists(
      GatewayConnection connection, List<Prefix> local, List<Prefix> remote) {
    int most = Math.max(local.size(), remote.size());
    if (most > MOST_PREFIXES) {
      return refused(
          Reasons.TOO_MANY_PREFIXES,
          "%s: one side has %d prefixes; one CHILD_SA carries at most %d a side. Join prefixes."
              .formatted(NetworkPlanner.title(connection), most, MOST_PREFIXES));
    }
    return new Selectors(
        Optional.empty(), List.of(new ChildConfig("net", texts(local), texts(remote))));
  }

  private static Selectors pairs(
      GatewayConnection connection, List<Prefix> local, List<Prefix> remote) {
    if (local.size() * remote.size() > MOST_CHILD_SAS) {
      return refused(
          Reasons.TOO_MANY_CHILD_SAS,
          "%s: %d local and %d remote prefixes make %d pairs; with trafficSelectors PerPair a connection has at most %d CHILD_SAs. Join prefixes, or use Lists where the device can."
              .formatted(
                  NetworkPlanner.title(connection),
                  local.size(),
                  remote.size(),
                  local.size() * remote.size(),
                  MOST_CHILD_SAS));
    }
    return new Selectors(
        Optional.empty(),
        local.stream()
            .flatMap(l ->
                remote.stream()
                    .map(r ->
                        new ChildConfig(
                            pairName(l, r), List.of(l.toString()), List.of(r.toString()))))
            .toList());
  }

  /** Made from the pair, so that an edit of others leaves its CHILD_SA alone. */
  private static String pairName(Prefix local, Prefix remote) {
    return (local + "-" + remote).replace('.', '-').replace('/', '-');
  }

  private static List<String> texts(List<Prefix> prefixes) {
    return prefixes.stream().map(Prefix::toString).toList();
  }

  private static Selectors refused(String reason, String message) {
    return new Selectors(Optional.of(new Finding(reason, message)), List.of());
  }
}
