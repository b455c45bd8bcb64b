package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Names an object of the same namespace. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LocalRef(
    @Required
        @Size(min = 1, max = 253)
        @ValidationRule(
            value = Names.OBJECT,
            message = "the name " + Names.OBJECT_NEEDED,
            messageExpression = "'name \"' + self + '\" " + Names.OBJECT_NEEDED + "'")
        @JsonPropertyDescription(
            """
            The object's metadata.name, at most 253 characters as everywhere in
            Kubernetes.
            """)
        String name) {}
