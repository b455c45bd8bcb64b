package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;

/** Where a VirtualNetwork is in its life. */
@JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
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
