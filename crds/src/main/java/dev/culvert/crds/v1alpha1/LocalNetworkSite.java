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

/** A network outside: its address space and the address of its VPN device. */
@Group("culvert.dev")
@Version("v1alpha1")
@ShortNames("lns")
@Categories("culvert")
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonClassDescription(
    """
    A network outside: its address space and the public address of its VPN
    device. A GatewayConnection joins a VirtualNetwork of the same namespace
    to it.
    """)
@AdditionalPrinterColumn(
    name = "ADDRESS",
    type = AdditionalPrinterColumn.Type.STRING,
    jsonPath = ".spec.gatewayAddress")
@AdditionalPrinterColumn(
    name = "REASON",
    type = AdditionalPrinterColumn.Type.STRING,
    jsonPath = ".status.conditions[?(@.type==\"Ready\")].reason")
@AdditionalPrinterColumn(
    name = "CONNECTIONS",
    type = AdditionalPrinterColumn.Type.INTEGER,
    jsonPath = ".status.connections")
@AdditionalPrinterColumn(
    name = "SPACE",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1,
    jsonPath = ".spec.addressSpace")
@AdditionalPrinterColumn(
    name = "AGE",
    type = AdditionalPrinterColumn.Type.DATE,
    jsonPath = ".metadata.creationTimestamp")
public class LocalNetworkSite extends CustomResource<LocalNetworkSiteSpec, LocalNetworkSiteStatus>
    implements Namespaced {

  private static final long serialVersionUID = 1L;

  @Override
  @Required
  @JsonPropertyDescription("What the LocalNetworkSite is like.")
  public LocalNetworkSiteSpec getSpec() {
    return super.getSpec();
  }

  @Override
  @JsonPropertyDescription("What became of it; written by the operator alone.")
  public LocalNetworkSiteStatus getStatus() {
    return super.getStatus();
  }
}
