package dev.culvert.operator.plan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.culvert.crds.v1alpha1.ExposureType;
import dev.culvert.crds.v1alpha1.GatewayConnection;
import dev.culvert.crds.v1alpha1.LocalNetworkSite;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Reads worlds as YAML documents: custom resources, and {@code kind: World} for the rest. A later
 * file says what changed: an object takes the place of the one of its kind and name, {@code kind:
 * Deleted} lists those that go.
 */
public final class WorldFile {
  private static final ObjectMapper YAML = new YAMLMapper();

  private WorldFile() {}

  /** The world after the changes in the file. */
  static World read(World before, Path file) throws IOException {
    return read(before, documents(file));
  }

  /** The world after the changes that the documents tell. */
  public static World read(World before, List<JsonNode> documents) throws IOException {
    Map<String, VirtualNetwork> networks = byName(before.networks());
    Map<String, GatewayConnection> connections = byName(before.connections());
    Map<NetworkKey, String> addresses = new HashMap<>(before.addresses());
    boolean keysExist = before.keysExist();
    Map<String, LocalNetworkSite> sites = byName(before.sites());
    Map<NetworkKey, Map<String, String>> keySecrets = new HashMap<>(before.keySecrets());
    Map<NetworkKey, String> published = new HashMap<>(before.published());
    Set<String> locations = new TreeSet<>(before.allowed().locations());
    Set<ExposureType> exposures = new TreeSet<>(before.allowed().exposures());
    for (JsonNode document : documents) {
      switch (document.path("kind").asText()) {
        case "VirtualNetwork" -> {
          var network = YAML.convertValue(asStored(document), VirtualNetwork.class);
          networks.put(NetworkKey.of(network).toString(), network);
        }
        case "GatewayConnection" -> {
          var connection = YAML.convertValue(asStored(document), GatewayConnection.class);
          connections.put(NetworkKey.of(connection).toString(), connection);
        }
        case "LocalNetworkSite" -> {
          var site = YAML.convertValue(asStored(document), LocalNetworkSite.class);
          sites.put(NetworkKey.of(site).toString(), site);
        }
        case "Secret" -> {
          Map<String, String> data = new TreeMap<>();
          document
              .path("stringData")
              .properties()
              .forEach(e -> data.put(e.getKey(), e.getValue().asText()));
          keySecrets.put(
              new NetworkKey(
                  document.at("/metadata/namespace").asText(),
                  document.at("/metadata/name").asText()),
              data);
        }
        case "Deleted" -> {
          document.path("sites").forEach(name -> remove(sites, name.asText()));
          document.path("secrets").forEach(name -> keySecrets.remove(key(name.asText())));
          document.path("networks").forEach(name -> remove(networks, name.asText()));
          document.path("connections").forEach(name -> remove(connections, name.asText()));
        }
        case "World" -> {
          change(addresses, document.path("addresses"));
          change(published, document.path("published"));
          document
              .path("pending")
              .forEach(name -> published.put(key(name.asText()), World.PENDING));
          if (document.has("exposures")) {
            exposures.clear();
            document
                .path("exposures")
                .forEach(type -> exposures.add(YAML.convertValue(type, ExposureType.class)));
          }
          keysExist = document.path("keysExist").asBoolean(keysExist);
          document.path("locations").forEach(name -> locations.add(name.asText()));
        }
        default -> throw new IOException("unknown kind in " + document);
      }
    }
    return new World(
        List.copyOf(networks.values()),
        List.copyOf(connections.values()),
        addresses,
        keysExist,
        new Allowed(locations, exposures, false),
        List.copyOf(sites.values()),
        keySecrets,
        published,
        before.carried());
  }

  /** Null takes an entry away. */
  private static void change(Map<NetworkKey, String> addresses, JsonNode changes) {
    changes
        .properties()
        .forEach(e -> {
          if (e.getValue().isNull()) {
            addresses.remove(key(e.getKey()));
          } else {
            addresses.put(key(e.getKey()), e.getValue().asText());
          }
        });
  }

  /** Fills in what the API server does. */
  private static JsonNode asStored(JsonNode document) {
    ObjectNode spec = (ObjectNode) document.path("spec");
    if (spec.path("gateway") instanceof ObjectNode gateway) {
      putIfAbsent(gateway, "routing", "Dynamic");
      putIfAbsent(gateway, "sku", "Basic");
    }
    if (spec.path("sharedKey").path("secretRef") instanceof ObjectNode ref) {
      putIfAbsent(ref, "key", "sharedKey");
    }
    if (spec.path("remote") instanceof ObjectNode remote) {
      putIfAbsent(spec, "mode", "Default");
      putIfAbsent(spec, "desiredState", "Connected");
      if (!remote.has("acceptPrefixes")) {
        remote
            .putArray("acceptPrefixes")
            .add("10.0.0.0/8")
            .add("172.16.0.0/12")
            .add("192.168.0.0/16");
      }
    }
    return document;
  }

  private static void putIfAbsent(ObjectNode node, String field, String value) {
    if (!node.has(field)) {
      node.put(field, value);
    }
  }

  /** The documents in the file. */
  public static List<JsonNode> documents(Path file) throws IOException {
    try (MappingIterator<JsonNode> documents =
        YAML.readerFor(JsonNode.class).readValues(file.toFile())) {
      return new ArrayList<>(documents.readAll());
    }
  }

  private static <T extends HasMetadata> Map<String, T> byName(List<T> objects) {
    Map<String, T> byName = new TreeMap<>();
    objects.forEach(object -> byName.put(NetworkKey.of(object).toString(), object));
    return byName;
  }

  private static void remove(Map<String, ?> objects, String name) {
    if (objects.remove(name) == null) {
      throw new IllegalArgumentException("there is no " + name + " to delete");
    }
  }

  private static NetworkKey key(String text) {
    String[] parts = text.split("/", 2);
    return new NetworkKey(parts[0], parts[1]);
  }
}
