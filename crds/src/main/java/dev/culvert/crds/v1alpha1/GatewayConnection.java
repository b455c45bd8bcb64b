package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.generator.annotation.Required;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** One side's wish for a tunnel from a VirtualNetwork to another network. */
@Group("culvert.dev")
@Version("v1alpha1")
@ShortNames("gwc")
@Categories("culvert")
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonClassDescription(
    """
    One side's wish for a tunnel from a VirtualNetwork to another network. A
    link between two VirtualNetworks is two GatewayConnections, one on each
    side: that is the mutual consent.
    """)
@AdditionalPrinterColumn(
    name = "NETWORK",
    type = AdditionalPrinterColumn.Type.STRING,
    jsonPath = ".spec.virtualNetworkRef.name")
@AdditionalPrinterColumn(
    name = "REMOTE",
    type = AdditionalPrinterColumn.Type.STRING,
    jsonPath = ".spec.remote['virtualNetworkRef','localNetworkSiteRef'].name")
@AdditionalPrinterColumn(
    name = "STATE",
    type = AdditionalPrinterColumn.Type.STRING,
    jsonPath = ".status.state")
@AdditionalPrinterColumn(
    name = "REASON",
    type = AdditionalPrinterColumn.Type.STRING,
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason")
@AdditionalPrinterColumn(
    name = "ADDRESS",
    type = AdditionalPrinterColumn.Type.STRING,
    jsonPath = ".status.remote.address")
@AdditionalPrinterColumn(
    name = "AGE",
    type = AdditionalPrinterColumn.Type.DATE,
    jsonPath = ".metadata.creationTimestamp")
public class GatewayConnection
    extends CustomResource<GatewayConnectionSpec, GatewayConnectionStatus> implements Namespaced {

  private static final long serialVersionUID = 1L;

  @Override
  @Required
  @JsonPropertyDescription("What the GatewayConnection shall be.")
  public GatewayConnectionSpec getSpec() {
    return super.getSpec();
  }

  @Override
  @JsonPropertyDescription("What the GatewayConnection is; written by the operator alone.")
  public GatewayConnectionStatus getStatus() {
    return super.getStatus();
  }
}
