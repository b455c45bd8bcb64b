package dev.culvert.operator.gateway;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.culvert.crds.v1alpha1.Exposure;
import dev.culvert.crds.v1alpha1.Gateway;
import dev.culvert.crds.v1alpha1.Routing;
import dev.culvert.crds.v1alpha1.Sku;
import dev.culvert.operator.plan.GatewayWish;
import dev.culvert.operator.plan.Names;
import dev.culvert.operator.plan.NetworkKey;
import dev.culvert.operator.plan.Prefix;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One gateway to render, as an {@code in.yaml} of the folder {@code gateway} says it.
 *
 * @param folder what it shows, a sentence
 */
record GatewayCase(Path folder, GatewayObjects objects, GatewayWish wish, String location) {
  /** The key of the only tunnel in each case's document. */
  static final String KEY = "rosebud-rosebud-rosebud";

  private static final Path ROOT = Path.of("src/test/resources/gateway");
  private static final ObjectMapper YAML = new YAMLMapper();

  /** What a file says; what it leaves out is as the chart has it by default. */
  private record In(
      Settings settings, Network network, String location, Sku sku, @Nullable Exposure exposure) {}

  private record Network(String namespace, String name, String uid) {}

  private record Settings(
      String namespace,
      String operatorNamespace,
      String image,
      String imagePullPolicy,
      List<String> imagePullSecrets,
      String priorityClass,
      Map<String, Map<String, String>> locations,
      Map<String, String> nodes,
      Map<Sku, ResourceRequirements> resources,
      ExposureSettings exposures) {

    GatewaySettings read() {
      return new GatewaySettings(
          namespace == null ? "culvert-gateways" : namespace,
          operatorNamespace == null ? "culvert-system" : operatorNamespace,
          image,
          imagePullPolicy == null ? "IfNotPresent" : imagePullPolicy,
          imagePullSecrets == null ? List.of() : imagePullSecrets,
          Optional.ofNullable(priorityClass),
          locations == null ? Map.of() : locations,
          nodes == null ? Map.of() : nodes,
          resources == null ? Map.of() : resources,
          1,
          exposures == null ? ExposureSettings.closed() : exposures);
    }
  }

  /** Every case there is. */
  static List<GatewayCase> all() throws IOException {
    try (Stream<Path> folders = Files.list(ROOT)) {
      return folders.sorted().map(GatewayCase::read).toList();
    }
  }

  private static GatewayCase read(Path folder) {
    try {
      In in = YAML.readValue(folder.resolve("in.yaml").toFile(), In.class);
      Network network = in.network();
      return new GatewayCase(
          folder,
          new GatewayObjects(
              in.settings().read(),
              new NetworkKey(network.namespace(), network.name()),
              network.uid()),
          new GatewayWish(
              Names.gateway(network.uid()),
              new Gateway(Routing.DYNAMIC, in.sku(), in.exposure()),
              List.of(Prefix.of("10.1.0.0/16")),
              "10.1.0.4"),
          in.location());
    } catch (IOException e) {
      throw new IllegalStateException(folder + " cannot be read", e);
    }
  }

  Deployment deployment() {
    return objects.deployment(wish, location);
  }

  /** The Secret with a document that holds {@link #KEY}. */
  Secret secret() {
    return GatewayDocument.secret(objects, wish.gateway(), GivenGateway.document(wish.name(), KEY));
  }

  /** Everything rendered for the gateway. */
  List<HasMetadata> rendered() {
    List<HasMetadata> rendered = new ArrayList<>();
    rendered.addAll(List.of(deployment(), objects.service(), objects.networkPolicy(), secret()));
    objects.publicService(wish).ifPresent(rendered::add);
    return rendered;
  }

  @Override
  public String toString() {
    return folder.getFileName().toString();
  }
}
