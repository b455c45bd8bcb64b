package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Names a VirtualNetwork, in the same namespace when none is given. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NetworkRef(
    @Required
        @Size(min = 1, max = 253)
        @ValidationRule(
            value = Names.OBJECT,
            message = "the name " + Names.OBJECT_NEEDED,
            messageExpression = "'name \"' + self + '\" " + Names.OBJECT_NEEDED + "'")
        @JsonPropertyDescription(
            """
            The VirtualNetwork's metadata.name, at most 253 characters as everywhere
            in Kubernetes.
            """)
        String name,
    @Size(min = 1, max = 63)
        @ValidationRule(
            value = Names.LABEL,
            message = "the namespace " + Names.LABEL_NEEDED,
            messageExpression = "'namespace \"' + self + '\" " + Names.LABEL_NEEDED + "'")
        @JsonPropertyDescription(
            """
            The VirtualNetwork's namespace; this object's own when absent.
            """)
        @Nullable String namespace) {}
