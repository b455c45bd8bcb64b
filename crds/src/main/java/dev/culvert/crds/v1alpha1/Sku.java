package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** How much a gateway carries. */
public enum Sku {
  /** At most 10 tunnels. */
  @JsonProperty("Basic")
  BASIC,
  /** At most 10 tunnels, more resources. */
  @JsonProperty("Standard")
  STANDARD,
  /** At most 30 tunnels. */
  @JsonProperty("HighPerformance")
  HIGH_PERFORMANCE,
  /** A value of a newer API than this one; not part of the schema. */
  @JsonEnumDefaultValue
  @JsonProperty("Unknown")
  UNKNOWN
}
