package dev.culvert.e2e.takeover;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.culvert.e2e.cluster.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;

/**
 * What a cluster's API server keeps its objects in. Objects that are put there have the UIDs that
 * they bring along, which no API server lets anybody choose.
 */
final class Etcd {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String REQUEST = "/tmp/etcd-request";

  /** The node has no program that speaks to etcd, but bash, and etcd hears JSON over HTTP. */
  private static final String ASK =
      "exec 3<>/dev/tcp/127.0.0.1/2379 && cat " + REQUEST + " >&3 && cat <&3; rm " + REQUEST;

  private static final String IS_THERE =
      "(exec 3<>/dev/tcp/127.0.0.1/2379) 2>/dev/null && echo yes || true";

  private final Node node;

  private Etcd(Node node) {
    this.node = node;
  }

  /** That of the API server on a node. */
  static Etcd on(Node node) {
    return new Etcd(node);
  }

  /** Whether it can be spoken to: rancher/k3s has another store. */
  boolean isThere() {
    return node.exec("sh", "-c", "command -v bash || true").isBlank()
        ? false
        : node.exec("bash", "-c", IS_THERE).strip().equals("yes");
  }

  /**
   * Puts objects there, all at once.
   *
   * @throws IllegalStateException when one of them is there already, or etcd refuses
   */
  void create(List<RecordedObject> objects) {
    ObjectNode transaction = JSON.createObjectNode();
    for (RecordedObject object : objects) {
      String key = base64(object.key());
      transaction
          .withArray("/compare")
          .addObject()
          .put("key", key)
          .put("target", "VERSION")
          .put("result", "EQUAL")
          .put("version", "0");
      transaction
          .withArray("/success")
          .addObject()
          .putObject("requestPut")
          .put("key", key)
          .put("value", base64(object.json().toString()));
    }
    String answer = ask("/v3/kv/txn", transaction);
    if (!isTrue(answer)) {
      throw new IllegalStateException(
          "etcd has taken none of %s; it said: %s".formatted(objects, answer));
    }
  }

  private String ask(String path, JsonNode body) {
    byte[] json = body.toString().getBytes(StandardCharsets.UTF_8);
    String head =
        "POST %s HTTP/1.0\r\nHost: etcd\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            .formatted(path, json.length);
    try {
      Path request = Files.createTempFile("etcd-request-", "");
      Files.writeString(request, head + new String(json, StandardCharsets.UTF_8));
      node.put(request, REQUEST);
      Files.delete(request);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String answer = node.exec("bash", "-c", ASK);
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  private static boolean isTrue(String answer) {
    try {
      return JSON.readTree(answer).path("succeeded").asBoolean();
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}
