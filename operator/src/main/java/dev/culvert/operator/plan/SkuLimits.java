package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.Sku;

/** How much a gateway of each size carries (rule 3). */
public final class SkuLimits {
  private SkuLimits() {}

  /** The most tunnels a gateway of the given size carries, networks and sites together. */
  public static int tunnels(Sku sku) {
    return switch (sku) {
      case BASIC, STANDARD, UNKNOWN -> 10;
      case HIGH_PERFORMANCE -> 30;
    };
  }
}
