package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.culvert.crds.schema.ListMap;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a VirtualNetwork is. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualNetworkStatus(
    @JsonPropertyDescription(
            """
            Creating: something asked for does not exist yet. Created: all is as
            asked for. Updating: a change is being carried out. Deleting: on its way
            out; the conditions say what it waits for.
            """)
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @Nullable NetworkState state,
    @Min(0) @JsonPropertyDescription("The metadata.generation this status was made from.")
        @Nullable Long observedGeneration,
    @JsonPropertyDescription("The network's gateway as it is.") @Nullable GatewayStatus gateway,
    @ListMap(key = "name")
        @Size(max = 128)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonPropertyDescription("How much of each subnet is in use.")
        List<SubnetUse> subnets,
    @ListMap(key = "type")
        @Size(max = 16)
        @JsonPropertyDescription(
            """
            Accepted (the spec can be carried out), ResolvedRefs (what it names
            exists), Programmed (the gateway holds this generation), Ready (the
            summary), Stalled (a person must act); and warnings, each there while it
            holds: SubnetFull (a subnet has no free address), OverlapsCluster (a
            prefix is also the cluster's own, and is not reached from its pods),
            WaitingForRollout (a change of the gateway's pod waits for its turn).
            """)
        List<Condition> conditions) {

  /** Copies the lists; an absent list is empty. */
  public VirtualNetworkStatus {
    subnets = Lists.copy(subnets);
    conditions = Lists.copy(conditions);
  }
}
