package dev.culvert.operator.membership;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.culvert.crds.v1alpha1.AddressClaim;
import dev.culvert.crds.v1alpha1.AddressHolder;
import dev.culvert.crds.v1alpha1.VirtualNetwork;
import dev.culvert.operator.plan.Allowed;
import dev.culvert.operator.plan.KeySecrets;
import dev.culvert.operator.plan.NetworkInput;
import dev.culvert.operator.plan.NetworkKey;
import dev.culvert.operator.plan.NetworkPlan;
import dev.culvert.operator.plan.NetworkPlanner;
import dev.culvert.operator.plan.PlanText;
import dev.culvert.operator.plan.Published;
import dev.culvert.operator.plan.WorldFile;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

/**
 * Network {@code team/vnet1}, its pods and its claims, while files say what changes: objects take
 * the place of those of their kind and name, {@code kind: Deleted} lists pods that go and whether
 * the network does, {@code kind: Scene} says the rest. What is planned is carried out at once.
 */
final class Scene {
  private static final ObjectMapper YAML = new YAMLMapper();
  private static final NetworkKey KEY = new NetworkKey("team", "vnet1");
  private static final int VNI = 0x42;

  private final Map<NetworkKey, Pod> pods = new TreeMap<>((a, b) -> text(a).compareTo(text(b)));
  private final Map<String, Map<String, String>> namespaces = new TreeMap<>();
  private final Map<String, AddressClaim> claims = new TreeMap<>();
  private final Set<String> lapsed = new HashSet<>();
  private final Set<String> avoid = new HashSet<>();
  private Optional<VirtualNetwork> network = Optional.empty();
  private Optional<Pod> gateway = Optional.empty();
  private List<String> findings = List.of();
  private boolean wasAccepted;
  private int born;

  Scene() {
    namespaces.put("team", Map.of("kubernetes.io/metadata.name", "team"));
  }

  void goOn(Path file) throws IOException {
    for (JsonNode document : WorldFile.documents(file)) {
      switch (document.path("kind").asText()) {
        case "VirtualNetwork" -> {
          var changed = YAML.convertValue(document, VirtualNetwork.class);
          network = Optional.of(changed);
          wasAccepted |= plan(changed).findings().isEmpty();
        }
        case "Pod" -> put(YAML.convertValue(complete(document), Pod.class));
        case "AddressClaim" -> {
          var claim = YAML.convertValue(document, AddressClaim.class);
          claims.put(claim.getMetadata().getName(), claim);
        }
        case "Deleted" -> {
          document.path("pods").forEach(name -> pods.remove(key(name.asText())));
          if (document.path("gateway").asBoolean()) {
            gateway = Optional.empty();
          }
          if (document.path("network").asBoolean()) {
            network = Optional.empty();
            wasAccepted = false;
          }
        }
        case "Scene" -> {
          document
              .path("namespaces")
              .properties()
              .forEach(e -> namespaces.put(e.getKey(), YAML.convertValue(e.getValue(), labels())));
          document.path("lapsed").forEach(name -> lapsed.add(uidOfClaim(name.asText())));
          document.path("avoid").forEach(address -> avoid.add(address.asText()));
        }
        default -> throw new IOException("unknown kind in " + document);
      }
    }
    settle();
  }

  String text() {
    ObjectNode text = YAML.createObjectNode();
    Map<String, AddressClaim> byAddress = new TreeMap<>();
    claims.values().forEach(claim -> byAddress.put(claim.getSpec().address(), claim));
    byAddress.forEach((address, claim) -> text.withObject("/claims").put(address, text(claim)));
    findings.forEach(text.withArray("findings")::add);
    inForce()
        .ifPresent(now -> {
          var addresses = new Addresses(now, claims.values(), Set.of());
          addresses
              .use()
              .forEach(use ->
                  text.withObject("/use").put(use.name(), use.used() + " of " + use.capacity()));
          addresses.full().forEach(text.withArray("full")::add);
        });
    return PlanText.write(text);
  }

  /** Carries out what is planned, as it would be until nothing is left to do. */
  private void settle() {
    MembershipPlan plan = MembershipPlanner.plan(input());
    for (int round = 0; round < 5; round++) {
      for (AddressClaim claim : plan.releases()) {
        claims.remove(claim.getMetadata().getName());
      }
      plan.changes()
          .forEach(change ->
              change
                  .claim()
                  .setSpec(change.claim().getSpec().heldBy(change.holder(), change.keeper())));
      plan.creations().forEach(this::create);
      plan = MembershipPlanner.plan(input());
    }
    if (!plan.creations().isEmpty() || !plan.changes().isEmpty() || !plan.releases().isEmpty()) {
      throw new IllegalStateException("there is always something to do: " + plan);
    }
    findings =
        plan.findings().stream()
            .map(f -> f.pod().key() + ": " + f.why().reason() + ": " + f.why().message())
            .toList();
  }

  private void create(AddressClaim claim) {
    String name = claim.getMetadata().getName();
    if (claims.containsKey(name)) {
      throw new IllegalStateException(name + " is there already");
    }
    claim.setMetadata(
        new ObjectMetaBuilder(claim.getMetadata())
            .withUid("uid-of-" + claim.getSpec().address())
            .withCreationTimestamp("2026-01-02T04:00:%02dZ".formatted(born++))
            .build());
    claims.put(name, claim);
  }

  private MembershipInput input() {
    List<MemberPod> present = new ArrayList<>();
    Set<String> elsewhere = new HashSet<>();
    for (Pod pod : pods.values()) {
      MemberPod.of(pod)
          .ifPresent(member -> {
            if (member.network().equals(KEY)) {
              present.add(member);
            } else {
              elsewhere.add(member.uid());
            }
          });
    }
    return new MembershipInput(
        KEY,
        inForce(),
        present,
        gateway.map(pod -> MemberPod.ofGateway(pod, KEY)),
        List.copyOf(claims.values()),
        elsewhere,
        lapsed,
        namespaces,
        avoid);
  }

  private Optional<NetworkInForce> inForce() {
    return network.map(present ->
        NetworkInForce.of(
            present, plan(present), wasAccepted ? OptionalInt.of(VNI) : OptionalInt.empty()));
  }

  private static NetworkPlan plan(VirtualNetwork network) {
    return NetworkPlanner.plan(
        new NetworkInput(
            network,
            List.of(),
            Map.of(),
            Map.of(),
            Optional.empty(),
            Map.of(),
            new KeySecrets(Map.of()),
            Optional.empty(),
            Published.pending("There is no gateway yet."),
            Allowed.everything()));
  }

  private void put(Pod pod) {
    if (pod.getMetadata().getLabels().containsKey("culvert.dev/gateway")) {
      gateway = Optional.of(pod);
    } else {
      pods.put(NetworkKey.of(pod), pod);
    }
  }

  /** Fills in what tells nothing: a UID of the name, and a time. */
  private static JsonNode complete(JsonNode document) {
    ObjectNode meta = (ObjectNode) document.path("metadata");
    if (!meta.has("uid")) {
      meta.put("uid", "uid-of-" + meta.path("name").asText());
    }
    if (!meta.has("creationTimestamp")) {
      meta.put("creationTimestamp", "2026-01-02T03:04:05Z");
    }
    ((ObjectNode) document).withObject("/spec");
    return document;
  }

  private static String text(AddressClaim claim) {
    AddressHolder holder = claim.getSpec().holder();
    var keeper = claim.getSpec().keptFor();
    return "%s, %s%s%s"
        .formatted(
            claim.getSpec().subnet(),
            holder == null
                ? "nobody"
                : holder.namespace() + "/" + holder.name() + " (" + holder.uid() + ")",
            holder == null || holder.node() == null ? "" : " on " + holder.node(),
            keeper == null ? "" : ", kept for " + keeper.kind() + " " + keeper.name());
  }

  private String uidOfClaim(String address) {
    return claims.values().stream()
        .filter(claim -> claim.getSpec().address().equals(address))
        .map(claim -> Objects.requireNonNull(claim.getMetadata().getUid()))
        .findFirst()
        .orElseThrow();
  }

  private static TypeReference<Map<String, String>> labels() {
    return new TypeReference<>() {};
  }

  private static String text(NetworkKey key) {
    return key.toString();
  }

  private static NetworkKey key(String text) {
    String[] parts = text.split("/", 2);
    return new NetworkKey(parts[0], parts[1]);
  }
}
