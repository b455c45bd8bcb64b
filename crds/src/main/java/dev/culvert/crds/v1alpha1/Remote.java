package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The other end of a GatewayConnection: exactly one kind of network. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Remote(@Nullable NetworkRef virtualNetworkRef, List<String> acceptPrefixes) {
  /** Copies the lists; an absent list is empty. */
  public Remote {
    acceptPrefixes = Lists.copy(acceptPrefixes);
  }
}
