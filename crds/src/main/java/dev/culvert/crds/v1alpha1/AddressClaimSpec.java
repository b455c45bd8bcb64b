package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** Which address it is and who has it. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value =
        """
        self.virtualNetworkUid == oldSelf.virtualNetworkUid && self.address == oldSelf.address
        """,
    message = "network and address of a claim never change; another address is another claim")
public record AddressClaimSpec(
    @Required @JsonPropertyDescription("The VirtualNetwork, of the claim's own namespace.")
        LocalRef virtualNetworkRef,
    @Required
        @Size(max = 63)
        @Pattern(Patterns.UID)
        @JsonPropertyDescription("The VirtualNetwork's metadata.uid.")
        String virtualNetworkUid,
    @Required
        @Size(max = 63)
        @Pattern(Patterns.SUBNET)
        @JsonPropertyDescription("The subnet the address was taken from.")
        String subnet,
    @Required
        @Size(max = 15)
        @Pattern(Patterns.ADDRESS)
        @JsonPropertyDescription("The IPv4 address, for example 10.1.0.4.")
        String address,
    @Required
        @Size(max = 17)
        @Pattern(Patterns.MAC)
        @JsonPropertyDescription(
            """
            The MAC address that goes with it: made of the network's VNI and the
            address, so that it stays when the holder moves.
            """)
        String macAddress,
    @JsonPropertyDescription(
            """
            The pod that has the address. Absent: the address is kept for whom
            keptFor names.
            """)
        @Nullable AddressHolder holder,
    @JsonPropertyDescription(
            """
            Who keeps the address when its pod is gone. Absent: the address is free
            then.
            """)
        @Nullable AddressKeeper keptFor) {

  /** The same address in the hands of another pod, or of none, and kept for whom is given. */
  public AddressClaimSpec heldBy(@Nullable AddressHolder other, @Nullable AddressKeeper keeper) {
    return new AddressClaimSpec(
        virtualNetworkRef, virtualNetworkUid, subnet, address, macAddress, other, keeper);
  }
}
