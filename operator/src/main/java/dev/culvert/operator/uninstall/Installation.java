package dev.culvert.operator.uninstall;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the chart says about the installation that is to go.
 *
 * @param release the Helm release's name
 * @param revision the release's revision
 * @param operatorNamespace where the operator, its certificate authority and the links' keys are
 * @param gatewayNamespace where the gateways are
 * @param nodesNamespace where the node agents and segments are; empty where there are none
 * @param watchNamespaces whose networks are served; empty for all
 * @param deployment the operator's Deployment
 * @param force whether networks that are left are released rather than a reason to refuse
 */
record Installation(
    String release,
    String revision,
    String operatorNamespace,
    String gatewayNamespace,
    Optional<String> nodesNamespace,
    List<String> watchNamespaces,
    String deployment,
    boolean force) {

  /**
   * Reads the variables that the chart's hook sets.
   *
   * @throws IllegalArgumentException if one is missing
   */
  static Installation from(Map<String, String> environment) {
    return new Installation(
        required(environment, "CULVERT_RELEASE"),
        required(environment, "CULVERT_RELEASE_REVISION"),
        required(environment, "CULVERT_OPERATOR_NAMESPACE"),
        required(environment, "CULVERT_GATEWAY_NAMESPACE"),
        Optional.ofNullable(environment.get("CULVERT_NODES_NAMESPACE"))
            .filter(namespace -> !namespace.isBlank()),
        Arrays.stream(environment.getOrDefault("CULVERT_WATCH_NAMESPACES", "").split(",", -1))
            .map(String::strip)
            .filter(namespace -> !namespace.isEmpty())
            .toList(),
        required(environment, "CULVERT_OPERATOR_DEPLOYMENT"),
        Boolean.parseBoolean(environment.get("CULVERT_UNINSTALL_FORCE")));
  }

  private static String required(Map<String, String> environment, String name) {
    String value = environment.get(name);
    if (value == null || value.isBlank()) {
      throw new IllegalArgumentException("environment variable " + name + " is missing");
    }
    return value;
  }
}
