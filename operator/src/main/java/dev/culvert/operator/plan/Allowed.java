package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.ExposureType;
import java.util.EnumSet;
import java.util.Set;

/**
 * What the installation lets networks ask for.
 *
 * @param locations the names a location may have; empty when every name is accepted
 * @param exposures how a gateway may be reached
 */
public record Allowed(Set<String> locations, Set<ExposureType> exposures) {

  /** Copies the sets. */
  public Allowed {
    locations = Set.copyOf(locations);
    exposures = Set.copyOf(exposures);
  }

  /** Any location, every exposure this version knows. */
  public static Allowed everything() {
    return new Allowed(Set.of(), EnumSet.complementOf(EnumSet.of(ExposureType.UNKNOWN)));
  }
}
