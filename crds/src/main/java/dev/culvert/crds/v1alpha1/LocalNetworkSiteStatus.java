package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.culvert.crds.schema.ListMap;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a LocalNetworkSite. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LocalNetworkSiteStatus(
    @Min(0) @JsonPropertyDescription("The metadata.generation this status was made from.")
        @Nullable Long observedGeneration,
    @Min(0) @JsonPropertyDescription("How many GatewayConnections refer to the site.")
        @Nullable Integer connections,
    @ListMap(key = "type")
        @Size(max = 16)
        @JsonPropertyDescription(
            """
            Accepted (the spec can be carried out), Ready (the summary), Stalled (a
            person must act).
            """)
        List<Condition> conditions) {

  /** Copies the list; an absent list is empty. */
  public LocalNetworkSiteStatus {
    conditions = Lists.copy(conditions);
  }
}
