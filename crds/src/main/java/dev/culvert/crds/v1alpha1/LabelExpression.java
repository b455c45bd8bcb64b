package dev.culvert.crds.v1alpha1;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.culvert.crds.schema.OneOf;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A requirement on one label. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record LabelExpression(
    @Required @Size(min = 1, max = 317) @JsonPropertyDescription("The label's key.") String key,
    @Required
        @OneOf({"In", "NotIn", "Exists", "DoesNotExist"})
        @JsonPropertyDescription("How the label's value and the given values are compared.")
        String operator,
    @Size(max = 64) @JsonPropertyDescription("The values, with In and NotIn.")
        List<@Size(max = 63) String> values) {

  /** Copies the list; an absent list is empty. */
  public LabelExpression {
    values = Lists.copy(values);
  }

  /** What a newer API adds holds for nothing. */
  boolean holdsFor(Map<String, String> labels) {
    @Nullable String value = labels.get(key);
    return switch (operator) {
      case "In" -> value != null && values.contains(value);
      case "NotIn" -> value == null || !values.contains(value);
      case "Exists" -> value != null;
      case "DoesNotExist" -> value == null;
      default -> false;
    };
  }
}
