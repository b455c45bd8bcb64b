package dev.culvert.operator.gateway;

import dev.culvert.crds.v1alpha1.Sku;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the installation says about gateway pods.
 *
 * @param namespace where gateways live
 * @param operatorNamespace where the operator lives, the only one that may speak to agents
 * @param image the gateway image
 * @param imagePullPolicy Always, IfNotPresent or Never
 * @param imagePullSecrets names of Secrets in the gateways' namespace
 * @param priorityClass the pods' priority class, absent for none
 * @param locations node selectors by location; empty when every name is accepted and places nothing
 * @param nodes labels of the nodes where gateways come onto their networks; empty for every node
 * @param resources resources by sku, overriding {@link GatewayResources}
 * @param maxUnavailable how many gateways' pods may be replaced at a time
 * @param exposures how gateways may be reached from outside
 */
public record GatewaySettings(
    String namespace,
    String operatorNamespace,
    String image,
    String imagePullPolicy,
    List<String> imagePullSecrets,
    Optional<String> priorityClass,
    Map<String, Map<String, String>> locations,
    Map<String, String> nodes,
    Map<Sku, ResourceRequirements> resources,
    int maxUnavailable,
    ExposureSettings exposures) {}
