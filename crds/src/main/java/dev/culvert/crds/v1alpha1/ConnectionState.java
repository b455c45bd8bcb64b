package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How far a tunnel is. */
public enum ConnectionState {
  /** Negotiating with the peer. */
  @JsonProperty("Connecting")
  CONNECTING,
  /** Every CHILD_SA is installed: traffic passes. */
  @JsonProperty("Connected")
  CONNECTED,
  /** Some, not all CHILD_SAs are installed. */
  @JsonProperty("PartiallyConnected")
  PARTIALLY_CONNECTED,
  /** No tunnel; the conditions say why. */
  @JsonProperty("NotConnected")
  NOT_CONNECTED,
  /** No tunnel, as wished by desiredState. */
  @JsonProperty("Disconnected")
  DISCONNECTED,
  /** The gateway has not been heard. */
  @JsonProperty("Unknown")
  UNKNOWN
}
