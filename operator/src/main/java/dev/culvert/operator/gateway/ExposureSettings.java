package dev.culvert.operator.gateway;

import dev.culvert.crds.v1alpha1.ExposureType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the installation says about reaching gateways from outside.
 *
 * @param allowed the types a network may ask for
 * @param loadBalancerAnnotations annotations of Services of type LoadBalancer
 * @param loadBalancerClass their {@code loadBalancerClass}, absent for the cluster's own
 * @param sourceRanges their {@code loadBalancerSourceRanges}; empty for everybody
 * @param nodePortAnnotations annotations of Services of type NodePort
 */
public record ExposureSettings(
    Set<ExposureType> allowed,
    Map<String, String> loadBalancerAnnotations,
    @Nullable String loadBalancerClass,
    List<String> sourceRanges,
    Map<String, String> nodePortAnnotations) {

  /** Only from inside the cluster. */
  public static ExposureSettings closed() {
    return new ExposureSettings(
        Set.of(ExposureType.CLUSTER_IP), Map.of(), null, List.of(), Map.of());
  }
}
