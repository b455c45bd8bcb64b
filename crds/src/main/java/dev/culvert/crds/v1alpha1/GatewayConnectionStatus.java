package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a GatewayConnection is. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GatewayConnectionStatus(
    @Nullable ConnectionState state,
    @Nullable Long observedGeneration,
    List<Condition> conditions,
    @Nullable LocalEnd local,
    @Nullable RemoteEnd remote,
    List<ChildSa> childSas,
    @Nullable Integer childSaCount,
    @Nullable Long bytesIn,
    @Nullable Long bytesOut,
    @Nullable String lastConnectionEstablished,
    @Nullable LastEvent lastEvent) {
  /** Copies the lists; an absent list is empty. */
  public GatewayConnectionStatus {
    conditions = Lists.copy(conditions);
    childSas = Lists.copy(childSas);
  }
}
