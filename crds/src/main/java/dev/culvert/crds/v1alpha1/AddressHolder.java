package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** The pod that has an address. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AddressHolder(
    @Required
        @Size(max = 63)
        @Pattern(Patterns.LABEL)
        @JsonPropertyDescription("The pod's namespace.")
        String namespace,
    @Required @Size(max = 253) @Pattern(Patterns.OBJECT) @JsonPropertyDescription("The pod's name.")
        String name,
    @Required
        @Size(max = 63)
        @Pattern(Patterns.UID)
        @JsonPropertyDescription("The pod's metadata.uid.")
        String uid,
    @Size(max = 253)
        @Pattern(Patterns.OBJECT)
        @JsonPropertyDescription("The node it runs on; absent until it is scheduled.")
        @Nullable String node) {}
