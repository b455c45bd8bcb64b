package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An installed CHILD_SA. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ChildSa(
    String name,
    @Nullable String spiIn,
    @Nullable String spiOut,
    List<String> localPrefixes,
    List<String> remotePrefixes,
    @Nullable Long bytesIn,
    @Nullable Long bytesOut) {
  /** Copies the lists; an absent list is empty. */
  public ChildSa {
    localPrefixes = Lists.copy(localPrefixes);
    remotePrefixes = Lists.copy(remotePrefixes);
  }
}
