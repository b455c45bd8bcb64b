package dev.culvert.gateway.contract;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The contract's version, ports, paths and names, and its JSON. */
public final class Contract {
  /**
   * Counted up when a document means something an older reader would misunderstand. An operator
   * speaks this version and the one before.
   */
  public static final int VERSION = 1;

  /** TCP port of the agent's API, mutual TLS. */
  public static final int API_PORT = 8443;

  /** TCP port of the agent's liveness and readiness, plain HTTP. */
  public static final int PROBE_PORT = 8080;

  /** Path that takes a {@link GatewayConfig} by PUT. */
  public static final String CONFIG_PATH = "/v1/config";

  /** Path that gives the {@link GatewayState}. */
  public static final String STATE_PATH = "/v1/state";

  /** Path that streams {@link GatewayState} documents, one a line. */
  public static final String EVENTS_PATH = "/v1/events";

  /** SAN of the client certificate an agent listens to. */
  public static final String OPERATOR_IDENTITY = "operator.culvert.internal";

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .serializationInclusion(JsonInclude.Include.NON_NULL)
          .addModule(new InstantModule())
          .build();

  private Contract() {}

  /** SAN of the certificate of the gateway with the given name. */
  public static String gatewayIdentity(String gateway) {
    return gateway + ".gateway.culvert.internal";
  }

  /** The document as one line of JSON. */
  public static String write(Object document) {
    try {
      return JSON.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "cannot write a " + document.getClass().getSimpleName(), e);
    }
  }

  /**
   * The document in the given JSON; unknown fields are ignored.
   *
   * @throws MalformedDocumentException with the place and without any of the text
   */
  public static <T> T read(String json, Class<T> type) throws MalformedDocumentException {
    try {
      T document = JSON.readValue(json, type);
      if (document == null) {
        throw new MalformedDocumentException(type.getSimpleName() + " is empty");
      }
      return document;
    } catch (JsonProcessingException e) {
      throw MalformedDocumentException.at(type, e);
    }
  }

  static <T> List<T> copy(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }
}
