package dev.culvert.operator.plan;

import dev.culvert.crds.v1alpha1.Routing;
import java.util.List;

/** What Culvert speaks with devices of others (design.md section 5), strongest first. */
final class SiteProposals {
  static final int DPD_SECONDS = 10;
  static final int CHILD_REKEY_SECONDS = 3600;

  private static final String GROUPS = "-x25519-ecp384-ecp256-modp2048";
  private static final List<String> IKE_V2 =
      List.of("aes256gcm16-prfsha384-prfsha256" + GROUPS, "aes256-aes128-sha384-sha256" + GROUPS);
  private static final List<String> IKE_V1 =
      List.of(
          "aes256-sha384-ecp384",
          "aes256-sha256-ecp256",
          "aes256-sha256-modp2048",
          "aes128-sha256-modp2048");
  private static final List<String> ESP_V2 =
      List.of("aes256gcm16" + GROUPS, "aes256-sha256" + GROUPS, "aes256gcm16", "aes256-sha256");

  /** Quick Mode takes its group from the first proposal: none, as most devices have it. */
  private static final List<String> ESP_V1 =
      List.of("aes256gcm16", "aes256-sha256", "aes256gcm16" + GROUPS, "aes256-sha256" + GROUPS);

  private SiteProposals() {}

  static List<String> ike(Routing routing) {
    return routing == Routing.STATIC ? IKE_V1 : IKE_V2;
  }

  static List<String> esp(Routing routing) {
    return routing == Routing.STATIC ? ESP_V1 : ESP_V2;
  }

  /** Seconds until an IKE_SA is rekeyed. */
  static int ikeRekeySeconds(Routing routing) {
    return (routing == Routing.STATIC ? 8 : 4) * 3600;
  }
}
