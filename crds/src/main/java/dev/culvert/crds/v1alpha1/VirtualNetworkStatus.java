package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a VirtualNetwork is. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualNetworkStatus(
    @Nullable NetworkState state,
    @Nullable Long observedGeneration,
    @Nullable GatewayStatus gateway,
    List<Condition> conditions) {
  /** Copies the lists; an absent list is empty. */
  public VirtualNetworkStatus {
    conditions = Lists.copy(conditions);
  }
}
