package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** The gateway a VirtualNetwork shall have. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Gateway(
    @Default("Dynamic")
        @ValidationRule(
            value = "self == oldSelf",
            message = "routing never changes while the gateway exists",
            messageExpression =
                """
                'routing is ' + oldSelf + ' and never changes while the gateway exists; '
                + 'remove the gateway, then add one with routing ' + self
                """)
        @JsonPropertyDescription(
            """
            Dynamic: IKEv2, several tunnels. Static: IKEv1, policy-based, one tunnel
            to a site. A connection between two networks needs Dynamic on both
            sides. Never changes while the gateway exists.
            """)
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        Routing routing,
    @Default("Basic")
        @JsonPropertyDescription(
            """
            How much the gateway carries: at most 10 tunnels with Basic and
            Standard, 30 with HighPerformance.
            """)
        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
        Sku sku,
    @JsonPropertyDescription(
            """
            How peers reach the gateway from outside the cluster; ClusterIP when
            absent.
            """)
        @Nullable Exposure exposure) {

  /** A gateway reached from inside the cluster. */
  public Gateway(Routing routing, Sku sku) {
    this(routing, sku, null);
  }

  /** How peers reach it. */
  @JsonIgnore
  public Exposure exposed() {
    return exposure == null ? new Exposure(ExposureType.CLUSTER_IP, null) : exposure;
  }
}
