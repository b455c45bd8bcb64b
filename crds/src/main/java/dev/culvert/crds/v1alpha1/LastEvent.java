package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.culvert.crds.schema.DateTime;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** The newest event of a tunnel worth a person's attention. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LastEvent(
    @Required @DateTime @JsonPropertyDescription("When it happened.") String time,
    @Required @Size(min = 1, max = 1024) @JsonPropertyDescription("One CamelCase word.")
        String reason,
    @Required
        @Size(max = 32768)
        @JsonPropertyDescription(
            """
            A sentence for a person; in IKE's terms where it comes from the peer.
            """)
        String message) {}
