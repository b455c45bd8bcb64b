package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Our end of a tunnel. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LocalEnd(
    @Size(max = 253) @JsonPropertyDescription("The address at which the peer reaches our gateway.")
        @Nullable String address,
    @Min(1)
        @Max(65535)
        @JsonPropertyDescription("The UDP port at which the peer reaches our gateway.")
        @Nullable Integer port,
    @Size(max = 1024) @JsonPropertyDescription("Our IKE identity in this tunnel.")
        @Nullable String identity,
    @Size(max = 256) @JsonPropertyDescription("Our prefixes that use the tunnel.")
        List<@Size(max = 49) String> prefixes) {

  /** Copies the lists; an absent list is empty. */
  public LocalEnd {
    prefixes = Lists.copy(prefixes);
  }
}
