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

/** An address of a VirtualNetwork that is in use. */
@Group("culvert.dev")
@Version("v1alpha1")
@ShortNames("adc")
@Categories("culvert")
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonClassDescription(
    """
    An address of a VirtualNetwork that is in use, and the pod that has it.
    Made by the operator in the network's namespace, one for each pod on the
    network; its name is made of network and address, so that no address is
    given twice. Not for users to write.
    """)
@AdditionalPrinterColumn(
    name = "NETWORK",
    type = AdditionalPrinterColumn.Type.STRING,
    jsonPath = ".spec.virtualNetworkRef.name")
@AdditionalPrinterColumn(
    name = "SUBNET",
    type = AdditionalPrinterColumn.Type.STRING,
    jsonPath = ".spec.subnet")
@AdditionalPrinterColumn(
    name = "ADDRESS",
    type = AdditionalPrinterColumn.Type.STRING,
    jsonPath = ".spec.address")
@AdditionalPrinterColumn(
    name = "POD",
    type = AdditionalPrinterColumn.Type.STRING,
    jsonPath = ".spec.holder.name")
@AdditionalPrinterColumn(
    name = "NODE",
    type = AdditionalPrinterColumn.Type.STRING,
    jsonPath = ".spec.holder.node")
@AdditionalPrinterColumn(
    name = "ATTACHED",
    type = AdditionalPrinterColumn.Type.STRING,
    jsonPath = ".status.conditions[?(@.type==\"Attached\")].status")
@AdditionalPrinterColumn(
    name = "REASON",
    type = AdditionalPrinterColumn.Type.STRING,
    priority = 1,
    jsonPath = ".status.conditions[?(@.type==\"Attached\")].reason")
@AdditionalPrinterColumn(
    name = "AGE",
    type = AdditionalPrinterColumn.Type.DATE,
    jsonPath = ".metadata.creationTimestamp")
public class AddressClaim extends CustomResource<AddressClaimSpec, AddressClaimStatus>
    implements Namespaced {

  private static final long serialVersionUID = 1L;

  @Override
  @Required
  @JsonPropertyDescription("Which address it is and who has it; written by the operator alone.")
  public AddressClaimSpec getSpec() {
    return super.getSpec();
  }

  @Override
  @JsonPropertyDescription("What became of it; written by the holder's node agent alone.")
  public AddressClaimStatus getStatus() {
    return super.getStatus();
  }
}
