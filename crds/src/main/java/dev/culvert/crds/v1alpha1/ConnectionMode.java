package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Which end starts a tunnel. */
public enum ConnectionMode {
  /** Either end. */
  @JsonProperty("Default")
  DEFAULT,
  /** This end alone: attempts of the peer are refused. */
  @JsonProperty("InitiatorOnly")
  INITIATOR_ONLY,
  /** The peer alone: this end answers. */
  @JsonProperty("ResponderOnly")
  RESPONDER_ONLY,
  /** A value of a newer API than this one; not part of the schema. */
  @JsonEnumDefaultValue
  @JsonProperty("Unknown")
  UNKNOWN
}
