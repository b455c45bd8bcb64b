package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/** Whose pods may be on a VirtualNetwork. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Members(
    @JsonPropertyDescription(
            """
            Other namespaces whose pods may be on the network, by their labels. Empty
            ({}): all. Absent: none but the network's own, which always may.
            """)
        @Nullable NamespaceSelector namespaces) {}
