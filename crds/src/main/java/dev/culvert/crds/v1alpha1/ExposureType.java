package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;

/** How peers outside the cluster reach a gateway. */
public enum ExposureType {
  /** Not from outside: an address of the cluster. */
  @JsonProperty("ClusterIP")
  CLUSTER_IP,
  /** At a load balancer's address, UDP 500 and 4500. */
  @JsonProperty("LoadBalancer")
  LOAD_BALANCER,
  /** At its node's address, UDP 500 and 4500. */
  @JsonProperty("HostPort")
  HOST_PORT,
  /** At its node's address, one UDP port that takes the place of 4500. */
  @JsonProperty("NodePort")
  NODE_PORT,
  /** A value of a newer API than this one; not part of the schema. */
  @JsonEnumDefaultValue
  @JsonProperty("Unknown")
  UNKNOWN
}
