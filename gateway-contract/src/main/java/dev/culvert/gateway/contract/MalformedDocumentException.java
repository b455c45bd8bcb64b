package dev.culvert.gateway.contract;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import java.util.stream.Collectors;

/** A document that cannot be read. Says where, never what: the text may hold a key. */
public final class MalformedDocumentException extends Exception {
  private static final long serialVersionUID = 1L;

  MalformedDocumentException(String message) {
    super(message);
  }

  static MalformedDocumentException at(Class<?> type, JsonProcessingException cause) {
    JsonLocation place = cause.getLocation();
    String field =
        cause instanceof JsonMappingException mapping
            ? mapping.getPath().stream()
                .map(r -> r.getFieldName() == null ? "[" + r.getIndex() + "]" : r.getFieldName())
                .collect(Collectors.joining("."))
            : "";
    return new MalformedDocumentException(
        type.getSimpleName()
            + " cannot be read"
            + (field.isEmpty() ? "" : " at " + field)
            + (place == null ? "" : " (column " + place.getColumnNr() + ")"));
  }
}
