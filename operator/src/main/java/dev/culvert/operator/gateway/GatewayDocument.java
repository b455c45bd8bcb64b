package dev.culvert.operator.gateway;

import dev.culvert.crds.v1alpha1.Exposure;
import dev.culvert.crds.v1alpha1.ExposureType;
import dev.culvert.crds.v1alpha1.Gateway;
import dev.culvert.crds.v1alpha1.Routing;
import dev.culvert.crds.v1alpha1.Sku;
import dev.culvert.gateway.contract.Contract;
import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.gateway.contract.MalformedDocumentException;
import dev.culvert.operator.plan.Carried;
import dev.culvert.operator.plan.Names;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A gateway's document as it stands in its Secret, with the gateway's size beside it. */
public final class GatewayDocument {
  /** The file the agent reads. */
  public static final String FILE = "config.json";

  private static final String ROUTING_ANNOTATION = "culvert.dev/routing";
  private static final String SKU_ANNOTATION = "culvert.dev/sku";
  private static final String EXPOSURE_ANNOTATION = "culvert.dev/exposure";
  private static final String EXPOSURE_ADDRESS_ANNOTATION = "culvert.dev/exposure-address";

  private GatewayDocument() {}

  /** The Secret for the given document. */
  public static Secret secret(GatewayObjects objects, Gateway gateway, GatewayConfig config) {
    return new SecretBuilder()
        .withMetadata(objects.metadata(Names.configSecret(config.gateway())))
        .editMetadata()
        .addToAnnotations(ROUTING_ANNOTATION, gateway.routing().name())
        .addToAnnotations(SKU_ANNOTATION, gateway.sku().name())
        .addToAnnotations(exposure(gateway.exposure()))
        .endMetadata()
        .withType("culvert.dev/gateway-config")
        .addToData(FILE, base64(Contract.write(config)))
        .build();
  }

  /** The document in the given Secret; empty if it holds none that can be read. */
  public static Optional<GatewayConfig> read(Secret secret) {
    String text = secret.getData() == null ? null : secret.getData().get(FILE);
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          Contract.read(
              new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8),
              GatewayConfig.class));
    } catch (MalformedDocumentException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * What the gateway carries, as its Secret says.
   *
   * @param wished what to take for routing and size where the Secret does not say
   */
  public static Optional<Carried> carried(Secret secret, Optional<Gateway> wished) {
    return read(secret)
        .map(config ->
            new Carried(
                config,
                gateway(secret).or(() -> wished).orElse(new Gateway(Routing.DYNAMIC, Sku.BASIC))));
  }

  private static Optional<Gateway> gateway(Secret secret) {
    Map<String, String> annotations = secret.getMetadata().getAnnotations();
    try {
      return Optional.of(
          new Gateway(
              Routing.valueOf(annotations.getOrDefault(ROUTING_ANNOTATION, "")),
              Sku.valueOf(annotations.getOrDefault(SKU_ANNOTATION, "")),
              exposure(annotations)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  private static Map<String, String> exposure(@Nullable Exposure exposure) {
    if (exposure == null) {
      return Map.of();
    }
    Map<String, String> annotations = new TreeMap<>();
    annotations.put(EXPOSURE_ANNOTATION, exposure.type().name());
    if (exposure.address() != null) {
      annotations.put(EXPOSURE_ADDRESS_ANNOTATION, exposure.address());
    }
    return annotations;
  }

  private static @Nullable Exposure exposure(Map<String, String> annotations) {
    String type = annotations.get(EXPOSURE_ANNOTATION);
    return type == null
        ? null
        : new Exposure(ExposureType.valueOf(type), annotations.get(EXPOSURE_ADDRESS_ANNOTATION));
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
