package dev.culvert.e2e.takeover;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Gateways' documents as their Secrets hold them, read without the product's own classes. */
final class GatewayDocuments {
  private static final ObjectMapper JSON = new ObjectMapper();
  static final String REVISION = "revision";

  private GatewayDocuments() {}

  /** The document in a gateway's config Secret. */
  static JsonNode in(JsonNode secret) {
    String text = secret.path("data").path("config.json").asText();
    try {
      return JSON.readTree(new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a gateway's document is no JSON", e);
    }
  }

  static long revision(JsonNode document) {
    return document.path(REVISION).asLong();
  }
}
