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

/** An isolated private IPv4 network with at most one gateway. */
@Group("culvert.dev")
@Version("v1alpha1")
@ShortNames("vnet")
@Categories("culvert")
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonClassDescription(
    """
    An isolated private IPv4 network with subnets, a location and at most
    one gateway. Two networks may use the same addresses as long as they are
    not connected.
    """)
@AdditionalPrinterColumn(
    name = "LOCATION",
    type = AdditionalPrinterColumn.Type.STRING,
    jsonPath = ".spec.location")
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
    jsonPath = ".status.gateway.address")
@AdditionalPrinterColumn(
    name = "CONNECTIONS",
    type = AdditionalPrinterColumn.Type.INTEGER,
    jsonPath = ".status.gateway.connections")
@AdditionalPrinterColumn(
    name = "AGE",
    type = AdditionalPrinterColumn.Type.DATE,
    jsonPath = ".metadata.creationTimestamp")
public class VirtualNetwork extends CustomResource<VirtualNetworkSpec, VirtualNetworkStatus>
    implements Namespaced {

  private static final long serialVersionUID = 1L;

  @Override
  @Required
  @JsonPropertyDescription("What the VirtualNetwork shall be.")
  public VirtualNetworkSpec getSpec() {
    return super.getSpec();
  }

  @Override
  @JsonPropertyDescription("What the VirtualNetwork is; written by the operator alone.")
  public VirtualNetworkStatus getStatus() {
    return super.getStatus();
  }
}
