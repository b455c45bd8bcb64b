package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** How prefixes become traffic selectors of CHILD_SAs. */
public enum TrafficSelectors {
  /** One CHILD_SA with all prefixes of both sides. */
  @JsonProperty("Lists")
  LISTS,
  /** One CHILD_SA for each pair of a local and a remote prefix. */
  @JsonProperty("PerPair")
  PER_PAIR,
  /** One CHILD_SA for everything; routes say what enters it. */
  @JsonProperty("AnyToAny")
  ANY_TO_ANY,
  /** A value of a newer API than this one; not part of the schema. */
  @JsonEnumDefaultValue
  @JsonProperty("Unknown")
  UNKNOWN
}
