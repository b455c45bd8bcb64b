package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.culvert.crds.schema.ListMap;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of an address. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AddressClaimStatus(
    @Size(max = 63)
        @Pattern(Patterns.UID)
        @JsonPropertyDescription("The metadata.uid of the pod that the conditions speak of.")
        @Nullable String holderUid,
    @Size(max = 253)
        @Pattern(Patterns.OBJECT)
        @JsonPropertyDescription("The node whose agent wrote this.")
        @Nullable String node,
    @ListMap(key = "type")
        @Size(max = 16)
        @JsonPropertyDescription(
            """
            Attached: the pod has the interface vnet0 with this address and its
            routes.
            """)
        List<Condition> conditions) {

  /** The type of the one condition. */
  public static final String ATTACHED = "Attached";

  /** Copies the list; an absent list is empty. */
  public AddressClaimStatus {
    conditions = Lists.copy(conditions);
  }
}
