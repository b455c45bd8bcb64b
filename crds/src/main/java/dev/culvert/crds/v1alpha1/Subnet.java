package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.culvert.crds.schema.UnicastPrefix;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A named part of a VirtualNetwork's address space. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Subnet(
    @Required
        @Size(min = 1, max = 63)
        @ValidationRule(
            value = Names.SUBNET,
            message = "the subnet name " + Names.SUBNET_NEEDED,
            messageExpression = "'subnet name \"' + self + '\" " + Names.SUBNET_NEEDED + "'")
        @JsonPropertyDescription(
            """
            Unique within the network; letters, digits, '-', '_' and '.'.
            GatewaySubnet, written exactly so, is the subnet the gateway's inside
            address comes from.
            """)
        String name,
    @Required
        @Size(max = 49)
        @UnicastPrefix(noun = "subnet", namedBy = "name")
        @JsonPropertyDescription(
            """
            The subnet's IPv4 prefix, for example 10.1.0.0/24; /8 to /29, inside the
            network's address space. The first four addresses and the last one are
            reserved.
            """)
        String addressPrefix) {}
