package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.culvert.crds.schema.ListSet;
import dev.culvert.crds.schema.UnicastAddress;
import dev.culvert.crds.schema.UnicastPrefix;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a LocalNetworkSite is like. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        """
        !has(self.transit)
        || !self.transit.all(t, isCIDR(t))
        || !self.addressSpace.all(p, isCIDR(p))
        || !self.transit.exists(t, self.addressSpace.exists(p,
            cidr(p).containsIP(cidr(t).ip()) || cidr(t).containsIP(cidr(p).ip())))
        """,
    fieldPath = ".transit",
    message = "transit overlaps addressSpace; transit names prefixes of other sites",
    messageExpression =
        """
        self.transit.map(t, self.addressSpace.filter(p,
            cidr(p).containsIP(cidr(t).ip()) || cidr(t).containsIP(cidr(p).ip()))
          .map(p, 'transit %s overlaps %s of addressSpace; transit names prefixes of other sites'
            .format([t, p])))
          .filter(found, found.size() > 0)[0][0]
        """)
public record LocalNetworkSiteSpec(
    @Size(max = 253)
        @UnicastAddress
        @JsonPropertyDescription(
            """
            The public address of the site's VPN device: an IPv4 address or a fully
            qualified domain name, which the gateway looks up every 30 seconds. May
            be absent for now: connections wait for it; with gatewayIdentity they
            answer the device, but cannot start.
            """)
        @Nullable String gatewayAddress,
    @Default("500")
        @Min(1)
        @Max(65535)
        @JsonPropertyDescription(
            """
            The UDP port of the device. From 500 IKE moves to 4500 by itself; any
            other port is used for everything, as a NodePort of another cluster
            needs it.
            """)
        @Nullable Integer gatewayPort,
    @Size(min = 1, max = 255)
        @ValidationRule(
            value = Names.IDENTITY,
            message = "the identity " + Names.IDENTITY_NEEDED,
            messageExpression = "'gatewayIdentity \"' + self + '\" " + Names.IDENTITY_NEEDED + "'")
        @JsonPropertyDescription(
            """
            The IKE identity the device presents: an IPv4 address, a domain name or
            an e-mail address. The gatewayAddress when absent.
            """)
        @Nullable String gatewayIdentity,
    @Required
        @ListSet
        @UnicastPrefix(longest = 32)
        @Size(min = 1, max = 255)
        @ValidationRule(
            value =
                """
                !self.all(p, isCIDR(p))
                || self.all(p, self.exists_one(q, cidr(p).containsIP(cidr(q).ip())))
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
            The IPv4 prefixes behind the device, /8 to /32. For a site that stands
            for a VirtualNetwork: exactly that network's addressSpace.
            """)
        List<@Size(max = 49) String> addressSpace,
    @ListSet
        @UnicastPrefix(longest = 32)
        @Size(max = 64)
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonPropertyDescription(
            """
            Prefixes of other sites of the same gateway that this site may reach
            through it, and be reached from. Both sites have to list each other's.
            Absent: the site reaches the VirtualNetwork alone.
            """)
        List<@Size(max = 49) String> transit) {

  /** UDP port of IKE where no other is given. */
  public static final int DEFAULT_PORT = 500;

  /** Copies the lists; an absent list is empty. */
  public LocalNetworkSiteSpec {
    addressSpace = Lists.copy(addressSpace);
    transit = Lists.copy(transit);
  }
}
