package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;

/**
 * Selects namespaces by their labels as a {@code metav1.LabelSelector} does: all that is asked for
 * has to hold, and nothing asked for selects all.
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NamespaceSelector(
    @Size(max = 16)
        @JsonPropertyDescription(
            """
            Labels with the values they need to have. Each namespace carries
            kubernetes.io/metadata.name with its name.
            """)
        Map<String, String> matchLabels,
    @Size(max = 16) @JsonPropertyDescription("Requirements on single labels.")
        List<LabelExpression> matchExpressions) {

  /** Copies map and list; absent ones are empty. */
  public NamespaceSelector {
    matchLabels = matchLabels == null ? Map.of() : Map.copyOf(matchLabels);
    matchExpressions = Lists.copy(matchExpressions);
  }

  /** Whether a namespace with these labels is selected. */
  public boolean selects(Map<String, String> labels) {
    return matchLabels.entrySet().stream()
            .allMatch(wanted -> wanted.getValue().equals(labels.get(wanted.getKey())))
        && matchExpressions.stream().allMatch(expression -> expression.holdsFor(labels));
  }
}
