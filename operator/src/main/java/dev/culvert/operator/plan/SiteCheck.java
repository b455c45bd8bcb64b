package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.LocalNetworkSite;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Rule 8 for one LocalNetworkSite, as far as admission cannot say it. */
public final class SiteCheck {
  private SiteCheck() {}

  /** What is wrong with the site's spec. */
  public static Optional<Finding> problem(LocalNetworkSite site) {
    String title = "LocalNetworkSite \"" + site.getMetadata().getName() + "\"";
    try {
      List<Prefix> space = Prefix.all(site.getSpec().addressSpace());
      List<Prefix> transit = Prefix.all(site.getSpec().transit());
      if (space.isEmpty()) {
        return invalid(title + ": addressSpace is empty; give at least one prefix.");
      }
      var before = new ArrayList<Prefix>();
      for (Prefix prefix : space) {
        Optional<Prefix> other = before.stream().filter(prefix::overlaps).findFirst();
        if (other.isPresent()) {
          return invalid(
              "%s: addressSpace %s overlaps addressSpace %s; each address may be in one entry only."
                  .formatted(title, prefix, other.get()));
        }
        before.add(prefix);
      }
      for (Prefix prefix : transit) {
        Optional<Prefix> own = space.stream().filter(prefix::overlaps).findFirst();
        if (own.isPresent()) {
          return invalid(
              "%s: transit %s overlaps its own addressSpace %s; transit lists prefixes of other sites."
                  .formatted(title, prefix, own.get()));
        }
      }
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return invalid(title + ": " + e.getMessage() + ".");
    }
  }

  private static Optional<Finding> invalid(String message) {
    return Optional.of(new Finding(Reasons.INVALID_SPEC, message));
  }
}
