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

/** What nodes need to know of a VirtualNetwork to put pods on it. */
@Group("culvert.dev")
@Version("v1alpha1")
@ShortNames("nseg")
@Categories("culvert")
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonClassDescription(
    """
    What nodes need to know of a VirtualNetwork to put pods on it. Made by the
    operator in the node agents' namespace, one for each network; its name is
    made of the VNI, so that no VNI is given twice. Not for users to write.
    """)
@AdditionalPrinterColumn(
    name = "VNI",
    type = AdditionalPrinterColumn.Type.INTEGER,
    jsonPath = ".spec.vni")
@AdditionalPrinterColumn(
    name = "NAMESPACE",
    type = AdditionalPrinterColumn.Type.STRING,
    jsonPath = ".spec.virtualNetworkRef.namespace")
@AdditionalPrinterColumn(
    name = "NETWORK",
    type = AdditionalPrinterColumn.Type.STRING,
    jsonPath = ".spec.virtualNetworkRef.name")
@AdditionalPrinterColumn(
    name = "GATEWAY",
    type = AdditionalPrinterColumn.Type.STRING,
    jsonPath = ".spec.gatewayAddress")
@AdditionalPrinterColumn(
    name = "AGE",
    type = AdditionalPrinterColumn.Type.DATE,
    jsonPath = ".metadata.creationTimestamp")
public class NetworkSegment extends CustomResource<NetworkSegmentSpec, Void> implements Namespaced {

  private static final long serialVersionUID = 1L;

  @Override
  @Required
  @JsonPropertyDescription("What the network is on the wire; written by the operator alone.")
  public NetworkSegmentSpec getSpec() {
    return super.getSpec();
  }
}
