package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.culvert.crds.schema.UnicastAddress;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** How peers reach a gateway from outside the cluster. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "!has(self.address) || self.type in ['HostPort', 'NodePort']",
    fieldPath = ".address",
    message = "an address can be given with HostPort and NodePort only",
    messageExpression =
        """
        'address belongs to HostPort and NodePort; with ' + self.type + ' the cluster gives it: remove it'
        """)
public record Exposure(
    @Default("ClusterIP")
        @JsonPropertyDescription(
            """
            ClusterIP: from inside the cluster only, enough for links.
            LoadBalancer: at a load balancer's address. HostPort: at the node's
            address, UDP 500 and 4500; one such gateway fits on a node. NodePort: at
            the node's address, one UDP port of Kubernetes' range, which peers dial
            instead of 4500. Links use the cluster's addresses whatever stands here.
            The chart says which types may be used.
            """)
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        ExposureType type,
    @Size(max = 253)
        @UnicastAddress
        @JsonPropertyDescription(
            """
            With HostPort and NodePort: the IPv4 address or fully qualified name at
            which the node is reached from outside, where that is neither its
            ExternalIP nor its InternalIP, for example behind a NAT.
            """)
        @Nullable String address) {}
