package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.culvert.crds.schema.UnicastPrefix;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The other end of a GatewayConnection: exactly one kind of network. Each kind has an entry in the
 * lists of both rules.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        """
        [has(self.virtualNetworkRef), has(self.localNetworkSiteRef)].filter(given, given).size() == 1
        """,
    message = "exactly one remote network is needed: set virtualNetworkRef or localNetworkSiteRef")
@ValidationRule(
    value =
        """
        [!has(oldSelf.virtualNetworkRef)
          || has(self.virtualNetworkRef) && self.virtualNetworkRef == oldSelf.virtualNetworkRef,
        !has(oldSelf.localNetworkSiteRef)
          || has(self.localNetworkSiteRef)
            && self.localNetworkSiteRef == oldSelf.localNetworkSiteRef
        ].all(kept, kept)
        """,
    message =
        """
        the remote network never changes: a connection belongs to one pair of networks; delete it
        and create another
        """)
public record Remote(
    @JsonPropertyDescription(
            """
            Another VirtualNetwork of this cluster. The tunnel comes up once that
            network has a GatewayConnection to this one: that is the mutual consent.
            Never changes.
            """)
        @Nullable NetworkRef virtualNetworkRef,
    @JsonPropertyDescription(
            """
            A LocalNetworkSite of this namespace. Never changes.
            """)
        @Nullable LocalRef localNetworkSiteRef,
    @UnicastPrefix
        @Size(min = 1, max = 64)
        @Default("[\"10.0.0.0/8\", \"172.16.0.0/12\", \"192.168.0.0/16\"]")
        @JsonInclude(JsonInclude.Include.NON_EMPTY)
        @JsonPropertyDescription(
            """
            With virtualNetworkRef, what may be followed of the other network's
            address space. It is followed as
            a whole: with a prefix outside these, it is not taken, the status names
            the prefix, and what was accepted before stays as far as it is inside
            these. IPv4 prefixes, /8 to /29; the private ranges of RFC 1918 when
            absent.
            """)
        List<@Size(max = 49) String> acceptPrefixes) {

  /** Copies the lists; an absent list is empty. */
  public Remote {
    acceptPrefixes = Lists.copy(acceptPrefixes);
  }

  /** Another VirtualNetwork. */
  public Remote(NetworkRef virtualNetworkRef, List<String> acceptPrefixes) {
    this(virtualNetworkRef, null, acceptPrefixes);
  }

  /** A LocalNetworkSite. */
  public Remote(LocalRef localNetworkSiteRef) {
    this(null, localNetworkSiteRef, List.of());
  }
}
