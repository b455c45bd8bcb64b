package dev.culvert.operator.gateway;

import dev.culvert.crds.v1alpha1.Sku;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.ResourceRequirementsBuilder;

/** What a gateway pod of each size may use where the installation says nothing else. */
final class GatewayResources {
  private GatewayResources() {}

  static ResourceRequirements of(Sku sku) {
    return switch (sku) {
      case BASIC, UNKNOWN -> resources("50m", "96Mi", "256Mi");
      case STANDARD -> resources("250m", "96Mi", "320Mi");
      case HIGH_PERFORMANCE -> resources("1", "128Mi", "512Mi");
    };
  }

  /** No CPU limit: throttled encryption delays every tunnel's traffic. */
  private static ResourceRequirements resources(String cpu, String memory, String memoryLimit) {
    return new ResourceRequirementsBuilder()
        .addToRequests("cpu", new Quantity(cpu))
        .addToRequests("memory", new Quantity(memory))
        .addToLimits("memory", new Quantity(memoryLimit))
        .build();
  }
}
