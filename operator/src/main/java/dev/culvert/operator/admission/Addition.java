package dev.culvert.operator.admission;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * One operation of a JSON patch, always {@code add} (RFC 6902 section 4.1): it inserts into a list,
 * or sets a member of an object, whether it is there or not.
 *
 * @param path where, a JSON pointer (RFC 6901)
 * @param value what, as Jackson writes it
 */
@JsonPropertyOrder({"op", "path", "value"})
public record Addition(String path, Object value) {

  /** The operation's name. */
  @JsonProperty
  String op() {
    return "add";
  }
}
