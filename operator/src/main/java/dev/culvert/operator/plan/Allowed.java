package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.ExposureType;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What the installation lets networks ask for, and what it has for them.
 *
 * @param locations the names a location may have; empty when every name is accepted
 * @param exposures how a gateway may be reached
 * @param hasNodeAgents whether agents on the nodes put gateways and pods on their networks
 */
public record Allowed(Set<String> locations, Set<ExposureType> exposures, boolean hasNodeAgents) {
  /** The interface that node agents make in the pods they put on a network. */
  public static final String INTERFACE = "vnet0";

  /** Copies the sets. */
  public Allowed {
    locations = Set.copyOf(locations);
    exposures = Set.copyOf(exposures);
  }

  /** The interface a gateway has in its network, where it gets one from a node agent. */
  public Optional<String> insideInterface() {
    return hasNodeAgents ? Optional.of(INTERFACE) : Optional.empty();
  }

  /** Any location, every exposure this version knows. */
  public static Allowed everything() {
    return new Allowed(Set.of(), EnumSet.complementOf(EnumSet.of(ExposureType.UNKNOWN)), false);
  }
}
