package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The peer's end of a tunnel. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record RemoteEnd(
    @Nullable String address,
    @Nullable Integer port,
    @Nullable String identity,
    @Nullable String observedSource,
    List<String> prefixes) {
  /** Copies the lists; an absent list is empty. */
  public RemoteEnd {
    prefixes = Lists.copy(prefixes);
  }
}
