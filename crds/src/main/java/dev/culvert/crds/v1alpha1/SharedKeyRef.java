package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;

/** Where a connection's shared key is. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SharedKeyRef(
    @Required
        @JsonPropertyDescription(
            """
            A Secret of this namespace, labelled culvert.dev/shared-key=true; others
            are not read.
            """)
        SecretKeyRef secretRef) {}
