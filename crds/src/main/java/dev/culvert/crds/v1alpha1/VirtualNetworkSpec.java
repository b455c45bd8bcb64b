package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.culvert.crds.schema.ListMap;
import dev.culvert.crds.schema.ListSet;
import dev.culvert.crds.schema.UnicastPrefix;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a VirtualNetwork shall be. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        """
        !has(self.subnets)
        || !self.subnets.all(s, isCIDR(s.addressPrefix))
        || !self.addressSpace.all(p, isCIDR(p))
        || self.subnets.all(s,
            self.addressSpace.exists(p, cidr(p).containsCIDR(s.addressPrefix)))
        """,
    fieldPath = ".subnets",
    message = "a subnet is not inside addressSpace",
    messageExpression =
        """
        self.subnets.filter(s,
            !self.addressSpace.exists(p, cidr(p).containsCIDR(s.addressPrefix)))
          .map(s, 'subnet "' + s.name + '" ' + s.addressPrefix)[0]
        + ' is not inside addressSpace [' + self.addressSpace.join(', ') + ']'
        """)
@ValidationRule(
    value =
        """
        !has(self.subnets)
        || !self.subnets.all(s, isCIDR(s.addressPrefix))
        || self.subnets.all(s, self.subnets.exists_one(t,
            cidr(s.addressPrefix).containsCIDR(t.addressPrefix)
            || cidr(t.addressPrefix).containsCIDR(s.addressPrefix)))
        """,
    fieldPath = ".subnets",
    message = "subnets overlap; each address may be in one subnet only",
    messageExpression =
        """
        'subnets overlap: '
        + self.subnets.filter(s, !self.subnets.exists_one(t,
            cidr(s.addressPrefix).containsCIDR(t.addressPrefix)
            || cidr(t.addressPrefix).containsCIDR(s.addressPrefix)))
          .map(s, '"' + s.name + '" ' + s.addressPrefix).join(', ')
        + '; each address may be in one subnet only'
        """)
@ValidationRule(
    value =
        """
        !has(self.gateway)
        || has(self.subnets) && self.subnets.exists(s, s.name == 'GatewaySubnet')
        """,
    fieldPath = ".subnets",
    message =
        "a network with a gateway needs a subnet named exactly \"GatewaySubnet\", /29 or larger",
    messageExpression =
        """
        'a network with a gateway needs a subnet named exactly "GatewaySubnet", /29 or larger; found '
        + (has(self.subnets) ? '[' + self.subnets.map(s, s.name).join(', ') + ']' : 'no subnets')
        """)
public record VirtualNetworkSpec(
    @Required
        @Size(min = 1, max = 63)
        @ValidationRule(
            value = Names.LABEL,
            message = "the location " + Names.LABEL_NEEDED,
            messageExpression = "'location \"' + self + '\" " + Names.LABEL_NEEDED + "'")
        @ValidationRule(
            value = "self == oldSelf",
            messageExpression =
                """
                'location is "' + oldSelf + '" and never changes after creation; create another network for "'
                + self + '"'
                """)
        @JsonPropertyDescription(
            """
            Where the gateway runs: the name of an entry of the operator's
            `locations`. Where the operator has none configured, every name is
            accepted and places nothing. Lower-case letters, digits and hyphens.
            Never changes after creation.
            """)
        String location,
    @Required
        @ListSet
        @UnicastPrefix
        @Size(min = 1, max = 64)
        @ValidationRule(
            value =
                """
                !self.all(p, isCIDR(p))
                || self.all(p, self.exists_one(q, cidr(p).containsCIDR(q) || cidr(q).containsCIDR(p)))
                """,
            message = "entries of addressSpace overlap; each address may be in one entry only",
            messageExpression =
                """
                'entries of addressSpace overlap: '
                + self.filter(p,
                    !self.exists_one(q, cidr(p).containsCIDR(q) || cidr(q).containsCIDR(p))).join(', ')
                + '; each address may be in one entry only'
                """)
        @JsonPropertyDescription(
            """
            The network's own IPv4 prefixes, for example 10.1.0.0/16: private or
            public unicast addresses, /8 to /29, not overlapping one another. Two
            networks may use the same addresses as long as they are not connected.
            """)
        List<@Size(max = 49) String> addressSpace,
    @ListMap(key = "name")
        @Size(max = 64)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonPropertyDescription(
            """
            Named parts of the address space. Each lies inside one entry of
            addressSpace; they do not overlap. A network with a gateway needs one
            named exactly GatewaySubnet.
            """)
        List<Subnet> subnets,
    @JsonPropertyDescription(
            """
            The gateway that holds the network's tunnels. Absent: the network has
            none.
            """)
        @Nullable Gateway gateway) {

  /** Copies the lists; an absent list is empty. */
  public VirtualNetworkSpec {
    addressSpace = Lists.copy(addressSpace);
    subnets = Lists.copy(subnets);
  }
}
