package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Whether a tunnel is wanted now. */
public enum DesiredState {
  /** The tunnel shall be up. */
  @JsonProperty("Connected")
  CONNECTED,
  /** The tunnel shall be down. */
  @JsonProperty("Disconnected")
  DISCONNECTED,
  /** A value of a newer API than this one; not part of the schema. */
  @JsonEnumDefaultValue
  @JsonProperty("Unknown")
  UNKNOWN
}
