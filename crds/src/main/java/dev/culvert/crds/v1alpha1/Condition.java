package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.culvert.crds.schema.DateTime;
import dev.culvert.crds.schema.OneOf;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/** One aspect of an object's state, as Kubernetes' own {@code metav1.Condition}. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Condition(
    @Required
        @Size(min = 1, max = 316)
        @JsonPropertyDescription("Which aspect: one CamelCase word, unique in the list.")
        String type,
    @Required @OneOf({"True", "False", "Unknown"}) @JsonPropertyDescription("Whether it holds.")
        String status,
    @Min(0) @JsonPropertyDescription("The metadata.generation this condition was made from.")
        @Nullable Long observedGeneration,
    @Required @DateTime @JsonPropertyDescription("When status last changed.")
        String lastTransitionTime,
    @Required @Size(min = 1, max = 1024) @JsonPropertyDescription("Why, as one CamelCase word.")
        String reason,
    @Required
        @Size(max = 32768)
        @JsonPropertyDescription("Why, as a sentence that says what to do.")
        String message) {}
