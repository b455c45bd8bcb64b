package dev.culvert.operator.uninstall;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the chart says about the installation that is to go.
 *
 * @param release the Helm release's name
 * @param revision the release's revision, empty where it is not known
 * @param operatorNamespace where the operator, its certificate authority and the links' keys are
 * @param gatewayNamespace where the gateways are
 * @param nodesNamespace where the node agents and segments are; empty where there are none
 * @param watchNamespaces whose networks are served; empty for all
 * @param deployment the operator's Deployment
 * @param force whether networks that are left are released rather than a reason to refuse
 * @param asksHelm whether it goes only while Helm's record says that it is being uninstalled
 */
record Installation(
    String release,
    Optional<String> revision,
    String operatorNamespace,
    String gatewayNamespace,
    Optional<String> nodesNamespace,
    List<String> watchNamespaces,
    String deployment,
    boolean force,
    boolean asksHelm) {

  /**
   * Reads the variables that the chart's hook sets.
   *
   * @throws IllegalArgumentException if one is missing or none of its words
   */
  static Installation from(Map<String, String> environment) {
    return new Installation(
        required(environment, "CULVERT_RELEASE"),
        optional(environment, "CULVERT_RELEASE_REVISION"),
        required(environment, "CULVERT_OPERATOR_NAMESPACE"),
        required(environment, "CULVERT_GATEWAY_NAMESPACE"),
        optional(environment, "CULVERT_NODES_NAMESPACE"),
        Arrays.stream(environment.getOrDefault("CULVERT_WATCH_NAMESPACES", "").split(",", -1))
            .map(String::strip)
            .filter(namespace -> !namespace.isEmpty())
            .toList(),
        required(environment, "CULVERT_OPERATOR_DEPLOYMENT"),
        Boolean.parseBoolean(environment.get("CULVERT_UNINSTALL_FORCE")),
        asksHelm(environment));
  }

  /** The same, once it is known which revision goes. */
  Installation at(int number) {
    return new Installation(
        release,
        Optional.of(String.valueOf(number)),
        operatorNamespace,
        gatewayNamespace,
        nodesNamespace,
        watchNamespaces,
        deployment,
        force,
        asksHelm);
  }

  /** Strict: a word that is not understood must not make anything go. */
  private static boolean asksHelm(Map<String, String> environment) {
    String name = "CULVERT_UNINSTALL_CHECK";
    String mode = optional(environment, name).orElse("Auto");
    return switch (mode) {
      case "Auto" -> true;
      case "Always" -> false;
      default ->
          throw new IllegalArgumentException(
              "environment variable %s is \"%s\"; Auto or Always is expected"
                  .formatted(name, mode));
    };
  }

  private static String required(Map<String, String> environment, String name) {
    return optional(environment, name)
        .orElseThrow(
            () -> new IllegalArgumentException("environment variable " + name + " is missing"));
  }

  private static Optional<String> optional(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }
}
