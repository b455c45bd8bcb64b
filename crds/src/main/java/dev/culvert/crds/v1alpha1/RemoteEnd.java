package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The peer's end of a tunnel. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RemoteEnd(
    @Size(max = 253) @JsonPropertyDescription("The address at which we reach the peer.")
        @Nullable String address,
    @Min(1) @Max(65535) @JsonPropertyDescription("The UDP port at which we reach the peer.")
        @Nullable Integer port,
    @Size(max = 1024) @JsonPropertyDescription("The peer's IKE identity in this tunnel.")
        @Nullable String identity,
    @Size(max = 64)
        @JsonPropertyDescription(
            """
            Where the peer's packets come from, as address:port; it may differ from
            the address at which we reach it.
            """)
        @Nullable String observedSource,
    @Size(max = 256) @JsonPropertyDescription("The peer's prefixes that use the tunnel.")
        List<@Size(max = 49) String> prefixes) {

  /** Copies the lists; an absent list is empty. */
  public RemoteEnd {
    prefixes = Lists.copy(prefixes);
  }
}
