package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.culvert.crds.schema.DateTime;
import dev.culvert.crds.schema.ListMap;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a GatewayConnection is. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record GatewayConnectionStatus(
    @JsonPropertyDescription(
            """
            Connecting: negotiating. Connected: every CHILD_SA is installed, traffic
            passes. PartiallyConnected: some are. NotConnected: no tunnel; the
            conditions say why. Disconnected: no tunnel, as asked for. Unknown: the
            gateway has not been heard.
            """)
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_AS_NULL)
        @Nullable ConnectionState state,
    @Min(0) @JsonPropertyDescription("The metadata.generation this status was made from.")
        @Nullable Long observedGeneration,
    @ListMap(key = "type")
        @Size(max = 16)
        @JsonPropertyDescription(
            """
            Accepted (the spec can be carried out), ResolvedRefs (what it names
            exists and consents), Programmed (the gateway holds this generation),
            Connecting (negotiating now), Connected (traffic passes), Ready (the
            summary), Stalled (a person must act).
            """)
        List<Condition> conditions,
    @JsonPropertyDescription("Our end of the tunnel.") @Nullable LocalEnd local,
    @JsonPropertyDescription(
            """
            The peer's end of the tunnel; nothing of it is shown before both sides
            consent.
            """)
        @Nullable RemoteEnd remote,
    @Size(max = 64)
        @JsonPropertyDescription(
            """
            The installed CHILD_SAs, at most 64 of them; childSaCount counts all.
            """)
        List<ChildSa> childSas,
    @Min(0) @JsonPropertyDescription("How many CHILD_SAs are installed.")
        @Nullable Integer childSaCount,
    @Min(0) @JsonPropertyDescription("Bytes received through the tunnel since the gateway started.")
        @Nullable Long bytesIn,
    @Min(0) @JsonPropertyDescription("Bytes sent through the tunnel since the gateway started.")
        @Nullable Long bytesOut,
    @DateTime @JsonPropertyDescription("When the tunnel last came up.")
        @Nullable String lastConnectionEstablished,
    @JsonPropertyDescription("The newest event of the tunnel worth a person's attention.")
        @Nullable LastEvent lastEvent) {

  /** Copies the lists; an absent list is empty. */
  public GatewayConnectionStatus {
    conditions = Lists.copy(conditions);
    childSas = Lists.copy(childSas);
  }
}
