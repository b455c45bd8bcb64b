package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** The IKE identities of a tunnel to a site. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Identities(
    @Size(min = 1, max = 255)
        @ValidationRule(
            value = Names.IDENTITY,
            message = "the identity " + Names.IDENTITY_NEEDED,
            messageExpression = "'identity \"' + self + '\" " + Names.IDENTITY_NEEDED + "'")
        @JsonPropertyDescription(
            """
            What we present: an IPv4 address, a domain name or an e-mail address.
            The gateway's published address when absent.
            """)
        @Nullable String local) {}
