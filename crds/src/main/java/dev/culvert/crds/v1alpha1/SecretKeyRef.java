package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** Names an entry of a Secret of the same namespace. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record SecretKeyRef(
    @Required
        @Size(min = 1, max = 253)
        @ValidationRule(
            value = Names.OBJECT,
            message = "the name " + Names.OBJECT_NEEDED,
            messageExpression = "'the name \"' + self + '\" " + Names.OBJECT_NEEDED + "'")
        @JsonPropertyDescription("The Secret's metadata.name.")
        String name,
    @Default("sharedKey")
        @Size(min = 1, max = 253)
        @ValidationRule(
            value = Names.SECRET_ENTRY,
            message = "the key " + Names.SECRET_ENTRY_NEEDED,
            messageExpression = "'the key \"' + self + '\" " + Names.SECRET_ENTRY_NEEDED + "'")
        @JsonPropertyDescription(
            """
            The entry of the Secret's data: 8 to 128 printable ASCII characters; one
            newline at the end is dropped.
            """)
        String key) {}
