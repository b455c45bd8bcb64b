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
    @Default("Connected")
        @JsonPropertyDescription(
            """
            Connected: the tunnel shall be up. Disconnected: it shall be down, for
            as long as this stands.
            """)
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        @Nullable DesiredState desiredState) {}
