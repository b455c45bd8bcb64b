package dev.culvert.operator.status;

import dev.culvert.crds.v1alpha1.LocalNetworkSite;
import dev.culvert.crds.v1alpha1.LocalNetworkSiteStatus;
import dev.culvert.operator.plan.Finding;
import dev.culvert.operator.plan.SiteCheck;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The status of a LocalNetworkSite. */
public final class SiteStatusPlanner {
  private static final LocalNetworkSiteStatus NEVER_WRITTEN =
      new LocalNetworkSiteStatus(null, null, List.of());

  private SiteStatusPlanner() {}

  /**
   * The status to write.
   *
   * @param connections how many connections refer to the site
   * @param now the time of conditions that change
   */
  public static LocalNetworkSiteStatus plan(LocalNetworkSite site, int connections, Instant now) {
    Long generation = site.getMetadata().getGeneration();
    var before = Objects.requireNonNullElse(site.getStatus(), NEVER_WRITTEN);
    var conditions = new Conditions(before.conditions(), generation, now);
    Optional<Finding> problem = SiteCheck.problem(site);
    problem.ifPresentOrElse(
        why -> {
          conditions.unmet(Conditions.ACCEPTED, why);
          conditions.unmet(Conditions.READY, why);
          conditions.met(Conditions.STALLED, why);
        },
        () -> {
          conditions.met(Conditions.ACCEPTED, "Accepted", "The spec is accepted.");
          conditions.met(Conditions.READY, "Accepted", readiness(site));
          conditions.unmet(Conditions.STALLED, "Progressing", "Nobody has to act.");
        });
    return new LocalNetworkSiteStatus(generation, connections, conditions.list());
  }

  private static String readiness(LocalNetworkSite site) {
    return site.getSpec().gatewayAddress() == null
        ? "The site can be used; gatewayAddress is still to be set."
        : "The site can be used.";
  }
}
