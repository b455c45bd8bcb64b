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
        || self.subnets.all(s, self.addressSpace.exists(p,
            cidr(p).containsIP(cidr(s.addressPrefix).ip())
            && cidr(p).prefixLength() <= cidr(s.addressPrefix).prefixLength()))
        """,
    fieldPath = ".subnets",
    message = "a subnet is not inside addressSpace",
    messageExpression =
        """
        self.subnets.filter(s, !self.addressSpace.exists(p,
            cidr(p).containsIP(cidr(s.addressPrefix).ip())
            && cidr(p).prefixLength() <= cidr(s.addressPrefix).prefixLength()))
          .map(s, 'subnet "%s" %s is not inside addressSpace [%s]'.format(
            [s.name, s.addressPrefix, self.addressSpace.join(', ')]))[0]
        """)
@ValidationRule(
    value =
        """
        !has(self.subnets)
        || !self.subnets.all(s, isCIDR(s.addressPrefix))
        || self.subnets.all(s, self.subnets.exists_one(t,
            cidr(s.addressPrefix).containsIP(cidr(t.addressPrefix).ip())
            || cidr(t.addressPrefix).containsIP(cidr(s.addressPrefix).ip())))
        """,
    fieldPath = ".subnets",
    message = "subnets overlap; each address may be in one subnet only",
    messageExpression =
        """
        self.subnets.map(s, self.subnets.filter(t, t.name != s.name
            && cidr(s.addressPrefix).containsIP(cidr(t.addressPrefix).ip()))
          .map(t, 'subnet "%s" %s overlaps "%s" %s; each address may be in one subnet only'.format(
            [t.name, t.addressPrefix, s.name, s.addressPrefix])))
          .filter(found, found.size() > 0)[0][0]
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
        'a network with a gateway needs a subnet named exactly "GatewaySubnet", /29 or larger; found %s'
        .format([has(self.subnets) ? self.subnets.map(s, s.name) : []])
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
            message = "location never changes after creation",
            messageExpression =
                """
                'location is "' + oldSelf + '" and never changes after creation; '
                + 'create another network for "' + self + '"'
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
                || self.all(p, self.exists_one(q,
                    cidr(p).containsIP(cidr(q).ip()) || cidr(q).containsIP(cidr(p).ip())))
                """,
            message = "entries of addressSpace overlap; each address may be in one entry only",
            messageExpression =
                """
                self.map(p, self.filter(q, q != p && cidr(p).containsIP(cidr(q).ip()))
                  .map(q, '%s overlaps %s; each address may be in one entry of addressSpace only'
                    .format([q, p])))
                  .filter(found, found.size() > 0)[0][0]
                """)
        @JsonPropertyDescription(
            """
            The network's own IPv4 prefixes, for example 10.1.0.0/16: private or
            public unicast addresses, /8 to /29, not overlapping one another. Two
            networks may use the same addresses as long as they are not connected.
            """)
        List<@Size(max = 49) String> addressSpace,
    @ListMap(key = "name")
        @Size(max = 128)
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
        @Nullable Gateway gateway,
    @ListMap(key = "name")
        @Size(max = 9)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonPropertyDescription(
            """
            DNS servers for the pods on the network, asked after the cluster's own:
            at most three servers in all take effect in a pod.
            """)
        List<DnsServer> dnsServers,
    @JsonPropertyDescription(
            """
            Whose pods may be on the network. Absent: those of its own namespace.
            """)
        @Nullable Members members) {

  /** Copies the lists; an absent list is empty. */
  public VirtualNetworkSpec {
    addressSpace = Lists.copy(addressSpace);
    subnets = Lists.copy(subnets);
    dnsServers = Lists.copy(dnsServers);
  }

  /** A network without DNS servers, for pods of its own namespace. */
  public VirtualNetworkSpec(
      String location, List<String> addressSpace, List<Subnet> subnets, @Nullable Gateway gateway) {
    this(location, addressSpace, subnets, gateway, List.of(), null);
  }
}
