package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A DNS server of a VirtualNetwork. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DnsServer(
    @Required
        @Size(min = 1, max = 63)
        @ValidationRule(
            value = Names.SUBNET,
            message = "the DNS server's name " + Names.SUBNET_NEEDED,
            messageExpression = "'DNS server name \"' + self + '\" " + Names.SUBNET_NEEDED + "'")
        @JsonPropertyDescription("Unique within the network.")
        String name,
    @Required
        @Size(max = 45)
        @ValidationRule(
            value =
                """
                isIP(self) && ip(self).family() == 4
                && !['0.0.0.0/8', '127.0.0.0/8', '169.254.0.0/16', '224.0.0.0/4', '240.0.0.0/4']
                  .exists(u, cidr(u).containsIP(ip(self)))
                """,
            message = "a DNS server needs an IPv4 unicast address",
            messageExpression =
                """
                'DNS server address "' + self + '" is no IPv4 unicast address; write one such as 10.1.0.4'
                """)
        @JsonPropertyDescription(
            """
            Its IPv4 address. One inside the network is kept for the pod that says by
            the annotation culvert.dev/dns-server that it is this server.
            """)
        String address) {}
