package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a VirtualNetwork is in its life. */
public enum NetworkState {
  /** Something it asks for does not exist yet. */
  @JsonProperty("Creating")
  CREATING,
  /** It is as asked for. */
  @JsonProperty("Created")
  CREATED,
  /** A change is being carried out. */
  @JsonProperty("Updating")
  UPDATING,
  /** It is being deleted. */
  @JsonProperty("Deleting")
  DELETING
}
