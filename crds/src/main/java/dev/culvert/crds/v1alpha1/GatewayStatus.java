package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/** What a VirtualNetwork's gateway is. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GatewayStatus(
    @Nullable GatewayPhase state,
    @Nullable String address,
    @Nullable Integer port,
    @Nullable String identity,
    @Nullable String insideAddress,
    @Nullable String dataplane,
    @Nullable Integer connections) {}
