package dev.culvert.e2e.scenario;

import dev.culvert.e2e.cluster.CulvertRelease;
import dev.culvert.operator.plan.Names;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** What the operator has last written down for a gateway to be, the keys of its tunnels too. */
public final class GatewayDocument {
  private GatewayDocument() {}

  /** The document of a network's gateway, as it is stored. */
  public static String of(Side side) {
    String base64 =
        side.cluster()
            .client()
            .secrets()
            .inNamespace(CulvertRelease.GATEWAY_NAMESPACE)
            .withName(Names.configSecret(side.gateway()))
            .require()
            .getData()
            .get("config.json");
    return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
  }
}
