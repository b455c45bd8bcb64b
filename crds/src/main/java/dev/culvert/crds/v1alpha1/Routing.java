package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** What a gateway's tunnels are made of. */
public enum Routing {
  /** IKEv2, several tunnels. */
  @JsonProperty("Dynamic")
  DYNAMIC,
  /** IKEv1, policy-based, one tunnel to a site. */
  @JsonProperty("Static")
  STATIC,
  /** A value of a newer API than this one; not part of the schema. */
  @JsonEnumDefaultValue
  @JsonProperty("Unknown")
  UNKNOWN
}
