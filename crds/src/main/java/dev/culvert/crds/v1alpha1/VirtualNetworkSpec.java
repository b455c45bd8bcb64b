package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a VirtualNetwork shall be. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record VirtualNetworkSpec(
    String location, List<String> addressSpace, List<Subnet> subnets, @Nullable Gateway gateway) {
  /** Copies the lists; an absent list is empty. */
  public VirtualNetworkSpec {
    addressSpace = Lists.copy(addressSpace);
    subnets = Lists.copy(subnets);
  }
}
