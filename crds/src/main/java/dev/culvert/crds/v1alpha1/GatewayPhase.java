package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a gateway is in its life. */
public enum GatewayPhase {
  /** The network asks for none, or nothing was made yet. */
  @JsonProperty("NotProvisioned")
  NOT_PROVISIONED,
  /** It is being made and does not answer yet. */
  @JsonProperty("Provisioning")
  PROVISIONING,
  /** It answers and holds what the network asks for. */
  @JsonProperty("Provisioned")
  PROVISIONED,
  /** It cannot be made; the condition says why. */
  @JsonProperty("Failed")
  FAILED
}
