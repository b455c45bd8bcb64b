package dev.culvert.operator;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.culvert.crds.v1alpha1.ExposureType;
import dev.culvert.crds.v1alpha1.Sku;
import dev.culvert.operator.admission.WaitContainer;
import dev.culvert.operator.gateway.ExposureSettings;
import dev.culvert.operator.gateway.GatewaySettings;
import dev.culvert.operator.plan.Allowed;
import dev.culvert.operator.plan.Prefix;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the chart tells the operator by environment variables.
 *
 * @param namespace the operator's own namespace
 * @param podName the operator's pod, its name in leader election and Events
 * @param watchNamespaces the users' namespaces to watch; empty for all
 * @param electsLeader whether several replicas agree on one that acts
 * @param gateways what gateway pods are made of
 * @param nodeAgents what puts pods on networks; empty where nothing does
 * @param webhook empty where it is turned off
 */
public record OperatorSettings(
    String namespace,
    String podName,
    Set<String> watchNamespaces,
    boolean electsLeader,
    GatewaySettings gateways,
    Optional<NodeAgents> nodeAgents,
    Optional<WebhookSettings> webhook) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * What puts pods on networks.
   *
   * @param namespace where the node agents and segments are
   * @param clusterRanges prefixes that stay the cluster's own, beside those that are found
   */
  public record NodeAgents(String namespace, List<Prefix> clusterRanges) {}

  /** A location: where its gateways may run. */
  record Location(Map<String, String> nodeSelector) {
    Location {
      nodeSelector = nodeSelector == null ? Map.of() : Map.copyOf(nodeSelector);
    }
  }

  /** How gateways may be reached, as the chart writes it. */
  record Exposures(Set<ExposureType> allowed, LoadBalancer loadBalancer, NodePort nodePort) {
    record LoadBalancer(
        Map<String, String> annotations,
        @JsonProperty("class") @Nullable String ofClass,
        List<String> sourceRanges) {}

    record NodePort(Map<String, String> annotations) {}

    ExposureSettings settings() {
      return new ExposureSettings(
          allowed,
          loadBalancer.annotations(),
          Optional.ofNullable(loadBalancer.ofClass()).filter(c -> !c.isBlank()).orElse(null),
          loadBalancer.sourceRanges(),
          nodePort.annotations());
    }
  }

  /** What networks may ask for. */
  Allowed allowed() {
    return new Allowed(
        gateways.locations().keySet(), gateways.exposures().allowed(), nodeAgents.isPresent());
  }

  /**
   * Whether networks are held by a finalizer until their connections and gateway are gone. Not
   * where the operator has its rights from Roles: they may go before the networks beside them.
   */
  boolean holdsNetworks() {
    return watchNamespaces.isEmpty();
  }

  /**
   * Reads the variables the chart sets.
   *
   * @throws IllegalArgumentException naming the variable that is missing or cannot be read
   */
  public static OperatorSettings read(Map<String, String> environment) {
    String namespace = required(environment, "CULVERT_OPERATOR_NAMESPACE");
    return new OperatorSettings(
        namespace,
        required(environment, "CULVERT_POD_NAME"),
        new LinkedHashSet<>(list(environment, "CULVERT_WATCH_NAMESPACES")),
        electsLeader(environment),
        new GatewaySettings(
            required(environment, "CULVERT_GATEWAY_NAMESPACE"),
            namespace,
            required(environment, "CULVERT_GATEWAY_IMAGE"),
            optional(environment, "CULVERT_GATEWAY_IMAGE_PULL_POLICY").orElse("IfNotPresent"),
            list(environment, "CULVERT_GATEWAY_IMAGE_PULL_SECRETS"),
            optional(environment, "CULVERT_GATEWAY_PRIORITY_CLASS"),
            locations(environment),
            json(environment, "CULVERT_GATEWAY_NODES", new TypeReference<Map<String, String>>() {}),
            json(
                environment,
                "CULVERT_GATEWAY_RESOURCES",
                new TypeReference<Map<Sku, ResourceRequirements>>() {}),
            positive(environment, "CULVERT_GATEWAY_MAX_UNAVAILABLE", 1),
            exposures(environment)),
        optional(environment, "CULVERT_NODES_NAMESPACE")
            .map(nodes -> new NodeAgents(nodes, clusterRanges(environment))),
        optional(environment, "CULVERT_WEBHOOK_SERVICE").map(s -> webhook(environment, s)));
  }

  /** The API server's address is one: every pod is told it the same way. */
  private static List<Prefix> clusterRanges(Map<String, String> environment) {
    String name = "CULVERT_CLUSTER_RANGES";
    String text = environment.getOrDefault(name, "").strip();
    List<String> given =
        text.startsWith("[")
            ? read(name, text, new TypeReference<List<String>>() {})
            : list(environment, name);
    Optional<Prefix> apiServer =
        optional(environment, "KUBERNETES_SERVICE_HOST").flatMap(Prefix::ofAddress);
    try {
      return Stream.concat(Prefix.all(given).stream(), apiServer.stream()).toList();
    } catch (IllegalArgumentException e) {
      throw unreadable(name, String.valueOf(e.getMessage()));
    }
  }

  private static WebhookSettings webhook(Map<String, String> environment, String service) {
    return new WebhookSettings(
        service,
        required(environment, "CULVERT_WEBHOOK_CONFIGURATION"),
        new WaitContainer(
            required(environment, "CULVERT_WEBHOOK_IMAGE"),
            optional(environment, "CULVERT_WEBHOOK_IMAGE_PULL_POLICY").orElse("IfNotPresent")));
  }

  private static Map<String, Map<String, String>> locations(Map<String, String> environment) {
    Map<String, Map<String, String>> selectors = new TreeMap<>();
    json(environment, "CULVERT_LOCATIONS", new TypeReference<Map<String, Location>>() {})
        .forEach((name, location) -> selectors.put(name, location.nodeSelector()));
    return selectors;
  }

  private static ExposureSettings exposures(Map<String, String> environment) {
    String name = "CULVERT_EXPOSURES";
    return optional(environment, name)
        .map(text -> read(name, text, new TypeReference<Exposures>() {}).settings())
        .orElseGet(ExposureSettings::closed);
  }

  private static String required(Map<String, String> environment, String name) {
    return optional(environment, name)
        .orElseThrow(
            () -> new IllegalArgumentException("environment variable " + name + " is not set"));
  }

  private static Optional<String> optional(Map<String, String> environment, String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isBlank());
  }

  /** Strict, since what cannot be read must not make two replicas act at once. */
  private static boolean electsLeader(Map<String, String> environment) {
    String name = "CULVERT_LEADER_ELECTION";
    return switch (optional(environment, name).orElse("true")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw unreadable(name, "true or false is expected");
    };
  }

  private static int positive(Map<String, String> environment, String name, int otherwise) {
    return optional(environment, name)
        .map(text -> {
          if (!text.matches("[1-9][0-9]{0,5}")) {
            throw unreadable(name, "a whole number from 1 is expected");
          }
          return Integer.parseInt(text);
        })
        .orElse(otherwise);
  }

  private static List<String> list(Map<String, String> environment, String name) {
    return Arrays.stream(environment.getOrDefault(name, "").split(","))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .toList();
  }

  private static <K, V> Map<K, V> json(
      Map<String, String> environment, String name, TypeReference<Map<K, V>> type) {
    Map<K, V> map = read(name, optional(environment, name).orElse("{}"), type);
    if (map.containsValue(null)) {
      throw unreadable(name, "null stands where an object is expected");
    }
    return map;
  }

  private static <T> T read(String name, String text, TypeReference<T> type) {
    T value;
    try {
      value = JSON.readValue(text, type);
    } catch (JsonProcessingException e) {
      // Where, not what: Jackson's own sentence quotes the value.
      JsonLocation place = e.getLocation();
      throw unreadable(
          name,
          place == null
              ? "it does not hold what is expected"
              : "line " + place.getLineNr() + ", column " + place.getColumnNr());
    }
    if (value == null) {
      throw unreadable(name, "null stands where an object is expected");
    }
    return value;
  }

  private static IllegalArgumentException unreadable(String name, String why) {
    return new IllegalArgumentException("environment variable " + name + " cannot be read: " + why);
  }
}
