package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.GatewayConnection;
import java.util.List;
import java.util.Optional;

/**
 * The prefixes a connection takes from the other side (rules 2 and 7): all it offers, or none of
 * them.
 *
 * @param refusal why what the other side offers was not taken
 * @param prefixes what it offers, or what of the former ones stays; empty for none
 */
record Followed(Optional<Finding> refusal, List<Prefix> prefixes) {

  /** What the connection takes of the offered prefixes, next to what others hold. */
  static Followed of(
      GatewayConnection connection,
      NetworkKey remote,
      List<Prefix> offered,
      Optional<Carried> carriedNow,
      PrefixClaims claims) {
    List<Prefix> carried =
        carriedNow.map(c -> c.remotePrefixes(connection.getMetadata().getUid())).orElse(List.of());
    List<Prefix> accepted;
    try {
      accepted = Prefix.all(connection.getSpec().remote().acceptPrefixes());
    } catch (IllegalArgumentException e) {
      return not(
          Reasons.INVALID_SPEC, "spec.remote.acceptPrefixes: " + e.getMessage() + ".", carried);
    }
    // Who accepts less than before has taken away what it accepts no more.
    List<Prefix> kept = carried.stream().filter(p -> isWithin(accepted, p)).toList();
    List<Prefix> outside = offered.stream().filter(p -> !isWithin(accepted, p)).toList();
    if (!outside.isEmpty()) {
      return not(
          Reasons.PREFIX_NOT_ACCEPTED,
          "VirtualNetwork "
              + remote
              + " has "
              + outside
              + ", which is outside spec.remote.acceptPrefixes "
              + accepted
              + ".",
          kept);
    }
    return claims
        .conflict(NetworkPlanner.title(connection), offered)
        .map(conflict ->
            not(
                Reasons.OVERLAP,
                "VirtualNetwork " + remote + " cannot be followed: " + conflict + ".",
                kept))
        .orElseGet(() -> new Followed(Optional.empty(), offered));
  }

  private static Followed not(String reason, String message, List<Prefix> kept) {
    String stays = kept.isEmpty() ? "" : " The prefixes accepted before stay: " + kept + ".";
    return new Followed(Optional.of(new Finding(reason, message + stays)), kept);
  }

  private static boolean isWithin(List<Prefix> accepted, Prefix prefix) {
    return accepted.stream().anyMatch(a -> a.contains(prefix));
  }
}
