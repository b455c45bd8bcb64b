package dev.culvert.operator.status;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.culvert.gateway.contract.Contract;
import dev.culvert.gateway.contract.GatewayState;
import dev.culvert.gateway.contract.MalformedDocumentException;
import dev.culvert.operator.plan.Finding;
import dev.culvert.operator.plan.Prefix;
import dev.culvert.operator.plan.Reasons;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What is known of a gateway at some time, read from a document of {@code kind: Gateway}. A gateway
 * that is heard holds the newest document, and what it carries is installed, unless the document
 * says otherwise. Under {@code pods} stand addresses in use and the cluster's own ranges, where
 * pods are put on networks. {@code waitsForRollout} says why its pod is not changed yet.
 */
record Moment(Instant time, GatewayView view, Optional<Pods> pods, Optional<Finding> rollout) {
  /** Addresses in use, and the cluster's own ranges. */
  record Pods(List<String> addresses, List<Prefix> clusterRanges) {}

  private static final YAMLMapper YAML = new YAMLMapper();
  private static final ObjectNode STATE =
      yaml(
          """
          {contractVersion: 1, gateway: gw-4x8p7orbej, epoch: uid-of-the-secret, revision: 3, sequence: 1,
           dataplane: userspace, charon: {running: true, version: 6.0.1, restarts: 0}}
          """);
  private static final ObjectNode INSTALLED =
      yaml(
          """
          id: uid-of-vnet1-to-vnet2
          generation: 1
          phase: INSTALLED
          ikeSas: 1
          observedPeer: 10.42.0.9:4500
          bytesIn: 840
          bytesOut: 420
          lastEstablished: "2026-01-02T03:04:10.123Z"
          lastEvent: {time: "2026-01-02T03:04:10.123Z", reason: Established, message: The CHILD_SA net is installed.}
          childSas:
            - {name: net, spiIn: c1000001, spiOut: c2000002, localPrefixes: [10.1.0.0/16],
               remotePrefixes: [10.2.0.0/16], bytesIn: 840, bytesOut: 420, packetsIn: 10, packetsOut: 5}
          """);
  private static final ObjectNode DOWN =
      yaml(
          """
          {id: uid-of-vnet1-to-vnet2, generation: 1, phase: IDLE, ikeSas: 0, bytesIn: 0, bytesOut: 0}
          """);

  static Moment of(JsonNode document) throws IOException {
    return new Moment(
        Instant.parse(document.path("time").asText()),
        view(document),
        Optional.ofNullable(document.get("pods"))
            .map(pods ->
                new Pods(
                    texts(pods.path("addresses")), Prefix.all(texts(pods.path("clusterRanges"))))),
        Optional.ofNullable(document.get("waitsForRollout"))
            .map(why -> new Finding(Reasons.WAITING_FOR_ROLLOUT, why.asText())));
  }

  /** The same a minute later. */
  Moment aMinuteLater() {
    return new Moment(time.plusSeconds(60), view, pods, rollout);
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }

  private static GatewayView view(JsonNode document) throws IOException {
    String message = document.path("message").asText();
    return switch (document.path("view").asText()) {
      case "Absent" -> new GatewayView.Absent();
      case "Starting" -> new GatewayView.Starting(message);
      case "Failed" ->
          new GatewayView.Failed(new Finding(document.path("reason").asText(), message));
      case "Quiet" -> new GatewayView.Quiet();
      case "Lost" -> new GatewayView.Lost(message);
      case "Heard" ->
          new GatewayView.Heard(
              state(document),
              document.path("upToDate").asBoolean(true),
              Optional.ofNullable(document.get("rejection")).map(JsonNode::asText));
      default -> throw new IOException("unknown view in " + document);
    };
  }

  private static GatewayState state(JsonNode document) throws IOException {
    ObjectNode state = STATE.deepCopy();
    ArrayNode tunnels = state.putArray("tunnels");
    for (JsonNode tunnel : document.path("tunnels")) {
      boolean installed = tunnel.path("phase").asText("INSTALLED").endsWith("INSTALLED");
      ObjectNode whole = (installed ? INSTALLED : DOWN).deepCopy();
      tunnels.add(whole.setAll((ObjectNode) tunnel));
    }
    state.putArray("problems").addAll((ArrayNode) document.withArray("problems"));
    try {
      return Contract.read(state.toString(), GatewayState.class);
    } catch (MalformedDocumentException e) {
      throw new IOException(e);
    }
  }

  private static ObjectNode yaml(String text) {
    try {
      return (ObjectNode) YAML.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
