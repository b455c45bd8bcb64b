package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a network is on the wire between nodes, and where its members' packets go. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "self.vni == oldSelf.vni && self.virtualNetworkUid == oldSelf.virtualNetworkUid",
    message = "VNI and network of a segment never change")
public record NetworkSegmentSpec(
    @Required
        @Min(1)
        @Max(16777215)
        @JsonPropertyDescription("The VXLAN network identifier (RFC 7348), unique in the cluster.")
        Integer vni,
    @Required @JsonPropertyDescription("The VirtualNetwork.") NetworkRef virtualNetworkRef,
    @Required
        @Size(max = 63)
        @Pattern(Patterns.UID)
        @JsonPropertyDescription("The VirtualNetwork's metadata.uid.")
        String virtualNetworkUid,
    @Size(max = 4096)
        @JsonPropertyDescription(
            """
            Prefixes that members reach directly: the address space, less what is in
            clusterRanges.
            """)
        List<@Size(max = 49) @Pattern(Patterns.PREFIX) String> localRoutes,
    @Size(max = 15)
        @Pattern(Patterns.ADDRESS)
        @JsonPropertyDescription(
            """
            The gateway's address in the network; absent while the network has no
            gateway.
            """)
        @Nullable String gatewayAddress,
    @Size(max = 16384)
        @JsonPropertyDescription(
            """
            Prefixes that members reach through the gateway: those of connections,
            less what is in clusterRanges.
            """)
        List<@Size(max = 49) @Pattern(Patterns.PREFIX) String> remoteRoutes,
    @Size(max = 4096)
        @JsonPropertyDescription(
            """
            Prefixes that stay the cluster's own in every pod: those of its pods,
            Services and nodes.
            """)
        List<@Size(max = 49) @Pattern(Patterns.PREFIX) String> clusterRanges) {

  /** Copies the lists; an absent list is empty. */
  public NetworkSegmentSpec {
    localRoutes = Lists.copy(localRoutes);
    remoteRoutes = Lists.copy(remoteRoutes);
    clusterRanges = Lists.copy(clusterRanges);
  }
}
