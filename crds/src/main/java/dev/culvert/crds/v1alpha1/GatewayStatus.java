package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** What a VirtualNetwork's gateway is. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GatewayStatus(
    @JsonPropertyDescription(
            """
            NotProvisioned: there is none. Provisioning: it is being made.
            Provisioned: it answers and holds what the network asks for. Failed: it
            cannot be made; the conditions say why.
            """)
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @Nullable GatewayPhase state,
    @Size(max = 253) @JsonPropertyDescription("The address at which peers reach the gateway.")
        @Nullable String address,
    @Min(1) @Max(65535) @JsonPropertyDescription("The UDP port at which peers reach the gateway.")
        @Nullable Integer port,
    @Size(max = 1024)
        @JsonPropertyDescription(
            """
            The IKE identity the gateway presents to sites; links have identities of
            their own.
            """)
        @Nullable String identity,
    @Size(max = 45)
        @JsonPropertyDescription(
            """
            The gateway's own address in the network, from GatewaySubnet.
            """)
        @Nullable String insideAddress,
    @Size(max = 63) @JsonPropertyDescription("Who does ESP: kernel or userspace.")
        @Nullable String dataplane,
    @Min(0) @JsonPropertyDescription("How many connections the gateway carries.")
        @Nullable Integer connections) {}
