package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** How much of a subnet is in use. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SubnetUse(
    @Required @Size(max = 63) @JsonPropertyDescription("The subnet's name.") String name,
    @Required
        @Min(0)
        @JsonPropertyDescription(
            "How many addresses it has for pods: all but the first four and the last one.")
        Integer capacity,
    @Required @Min(0) @JsonPropertyDescription("How many of them are in use or kept.")
        Integer used) {}
