package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An installed CHILD_SA. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChildSa(
    @Required
        @Size(max = 63)
        @JsonPropertyDescription("The CHILD_SA's name; during a rekey two have the same.")
        String name,
    @Size(max = 16) @JsonPropertyDescription("The SPI of what we receive, in hexadecimal.")
        @Nullable String spiIn,
    @Size(max = 16) @JsonPropertyDescription("The SPI of what we send, in hexadecimal.")
        @Nullable String spiOut,
    @Size(max = 256) @JsonPropertyDescription("The negotiated traffic selectors on our side.")
        List<@Size(max = 49) String> localPrefixes,
    @Size(max = 256)
        @JsonPropertyDescription("The negotiated traffic selectors on the peer's side.")
        List<@Size(max = 49) String> remotePrefixes,
    @Min(0) @JsonPropertyDescription("Bytes received by this SA.") @Nullable Long bytesIn,
    @Min(0) @JsonPropertyDescription("Bytes sent by this SA.") @Nullable Long bytesOut) {

  /** Copies the lists; an absent list is empty. */
  public ChildSa {
    localPrefixes = Lists.copy(localPrefixes);
    remotePrefixes = Lists.copy(remotePrefixes);
  }
}
