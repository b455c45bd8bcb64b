package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What a GatewayConnection shall be. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        """
        !has(self.remote.virtualNetworkRef)
        || has(self.remote.virtualNetworkRef.__namespace__)
        || self.remote.virtualNetworkRef.name != self.virtualNetworkRef.name
        """,
    message = "a network cannot be connected to itself",
    fieldPath = ".remote.virtualNetworkRef",
    messageExpression =
        """
        'network "' + self.virtualNetworkRef.name + '" cannot be connected to itself; '
        + 'name another network, or the namespace if the other one is not in this one'
        """)
@ValidationRule(
    value = "!has(self.identities) || !has(self.remote.virtualNetworkRef)",
    message = "identities belong to connections to sites; links have their own: remove them",
    fieldPath = ".identities")
public record GatewayConnectionSpec(
    @Required
        @ValidationRule(
            value = "self == oldSelf",
            message =
                "virtualNetworkRef never changes: a connection belongs to one pair of networks",
            messageExpression =
                """
                'virtualNetworkRef is "' + oldSelf.name + '" and never changes: a connection belongs to '
                + 'one pair of networks; create another connection for "' + self.name + '"'
                """)
        @JsonPropertyDescription(
            """
            The VirtualNetwork of this namespace whose gateway holds the tunnel.
            Never changes: a connection is one wish for one pair of networks.
            """)
        LocalRef virtualNetworkRef,
    @Required @JsonPropertyDescription("The other end: exactly one kind of network.") Remote remote,
    @JsonPropertyDescription(
            """
            The tunnel's shared key. Absent on both sides of a link: one of 256 bits
            is generated. Given on one side of a link, it has to be given on the
            other; a site always needs one.
            """)
        @Nullable SharedKeyRef sharedKey,
    @JsonPropertyDescription(
            """
            Lists: one CHILD_SA with all prefixes of both sides. PerPair: one CHILD_SA
            for each pair of a local and a remote prefix, as many devices need it, at
            most 64. AnyToAny: one CHILD_SA for everything; needs a gateway with the
            kernel dataplane. Lists for links and PerPair for sites when absent.
            """)
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        @Nullable TrafficSelectors trafficSelectors,
    @Default("Connected")
        @JsonPropertyDescription(
            """
            Connected: the tunnel shall be up. Disconnected: it shall be down, for
            as long as this stands.
            """)
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        @Nullable DesiredState desiredState,
    @Default("Default")
        @JsonPropertyDescription(
            """
            Who starts the tunnel. Default: either end. InitiatorOnly: this end alone;
            the peer's attempts are refused. ResponderOnly: the peer alone; this end
            answers.
            """)
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        @Nullable ConnectionMode mode,
    @JsonPropertyDescription(
            """
            Our IKE identity towards a site; links have identities of their own.
            """)
        @Nullable Identities identities) {

  /** A connection of defaults. */
  public GatewayConnectionSpec(
      LocalRef virtualNetworkRef, Remote remote, @Nullable DesiredState desiredState) {
    this(virtualNetworkRef, remote, null, null, desiredState, null, null);
  }
}
