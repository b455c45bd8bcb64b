package dev.culvert.gateway.agent.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import dev.culvert.gateway.agent.config.Documents;
import dev.culvert.gateway.agent.config.UnusableDocumentException;
import dev.culvert.gateway.agent.tunnels.StateBoard;
import dev.culvert.gateway.contract.Contract;
import dev.culvert.gateway.contract.GatewayState;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The agent's API: takes documents, gives the state, streams its changes. No request reads a
 * document back.
 */
public final class Api implements HttpHandler {
  /** Well above the largest document: 30 tunnels with 200 prefixes on either side. */
  static final int MAX_DOCUMENT_BYTES = 1 << 20;

  /** How long a push waits for its document to be applied before it answers all the same. */
  private static final Duration APPLY = Duration.ofSeconds(5);

  /** How often a stream says something even if nothing changed. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(5);

  private final Documents documents;
  private final StateBoard board;

  public Api(Documents documents, StateBoard board) {
    this.documents = documents;
    this.board = board;
  }

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      switch (exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath()) {
        case "PUT " + Contract.CONFIG_PATH -> takeDocument(exchange);
        case "GET " + Contract.STATE_PATH -> answer(exchange, 200, board.newest());
        case "GET " + Contract.EVENTS_PATH -> stream(exchange);
        default -> say(exchange, 404, "there is nothing here");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private void takeDocument(HttpExchange exchange) throws IOException, InterruptedException {
    var body = exchange.getRequestBody().readNBytes(MAX_DOCUMENT_BYTES + 1);
    if (body.length > MAX_DOCUMENT_BYTES) {
      say(exchange, 413, "a document has at most " + MAX_DOCUMENT_BYTES + " bytes");
      return;
    }
    try {
      boolean taken = documents.push(new String(body, StandardCharsets.UTF_8));
      answer(exchange, taken ? 200 : 409, taken ? applied() : board.newest());
    } catch (UnusableDocumentException e) {
      say(exchange, 400, String.valueOf(e.getMessage()));
    }
  }

  /** The state once the present document is applied, or as it is after some seconds. */
  private Optional<GatewayState> applied() throws InterruptedException {
    var config = documents.present().orElseThrow().config();
    return board.await(
        state ->
            state.revision() == config.revision() && Objects.equals(state.epoch(), config.epoch()),
        APPLY);
  }

  private void stream(HttpExchange exchange) throws IOException, InterruptedException {
    exchange.getResponseHeaders().set("Content-Type", "application/x-ndjson");
    exchange.sendResponseHeaders(200, 0);
    try (var out = exchange.getResponseBody()) {
      long sent = 0;
      while (true) {
        long last = sent;
        var state = board.await(newest -> newest.sequence() != last, HEARTBEAT);
        if (state.isPresent()) {
          out.write((Contract.write(state.get()) + "\n").getBytes(StandardCharsets.UTF_8));
          out.flush();
          sent = state.get().sequence();
        }
      }
    }
  }

  private static void answer(HttpExchange exchange, int status, Optional<GatewayState> state)
      throws IOException {
    if (state.isEmpty()) {
      say(exchange, 503, "there is no state yet");
      return;
    }
    send(exchange, status, "application/json", Contract.write(state.get()));
  }

  private static void say(HttpExchange exchange, int status, String sentence) throws IOException {
    send(exchange, status, "text/plain; charset=utf-8", sentence);
  }

  private static void send(HttpExchange exchange, int status, String type, String body)
      throws IOException {
    var bytes = body.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }
}
