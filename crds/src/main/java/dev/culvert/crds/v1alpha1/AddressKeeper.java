package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.culvert.crds.schema.OneOf;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** Whose pods have an address one after the other. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AddressKeeper(
    @Required
        @OneOf({AddressKeeper.STATEFUL_SET, AddressKeeper.GATEWAY})
        @JsonPropertyDescription(
            """
            StatefulSet: the pod of the same name of a StatefulSet. Gateway: the
            network's gateway.
            """)
        String kind,
    @Required
        @Size(max = 63)
        @Pattern(Patterns.LABEL)
        @JsonPropertyDescription("The StatefulSet's or gateway's namespace.")
        String namespace,
    @Required
        @Size(max = 253)
        @Pattern(Patterns.OBJECT)
        @JsonPropertyDescription("The StatefulSet's or gateway's name.")
        String name,
    @Required
        @Size(max = 63)
        @Pattern(Patterns.UID)
        @JsonPropertyDescription("The StatefulSet's metadata.uid, or the VirtualNetwork's.")
        String uid) {

  /** The pod of the same name of a StatefulSet. */
  public static final String STATEFUL_SET = "StatefulSet";

  /** The network's gateway. */
  public static final String GATEWAY = "Gateway";
}
