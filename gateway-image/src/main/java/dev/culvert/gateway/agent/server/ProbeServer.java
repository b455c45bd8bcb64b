package dev.culvert.gateway.agent.server;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.culvert.gateway.agent.tunnels.StateBoard;
import dev.culvert.gateway.contract.GatewayState;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/** Answers the kubelet's probes, plain HTTP, with a word and nothing else. */
public final class ProbeServer {
  private final HttpServer server;

  private ProbeServer(HttpServer server) {
    this.server = server;
  }

  /**
   * Starts to serve {@code /livez} and {@code /readyz}.
   *
   * @param alive whether the agent's own loop goes round
   */
  public static ProbeServer start(
      InetSocketAddress address, BooleanSupplier alive, StateBoard board) throws IOException {
    var server = HttpServer.create(address, 0);
    server.createContext(
        "/",
        exchange -> {
          switch (exchange.getRequestURI().getPath()) {
            case "/livez" -> answer(exchange, alive.getAsBoolean());
            case "/readyz" ->
                answer(exchange, board.newest().map(ProbeServer::isReady).orElse(false));
            default -> answer(exchange, 404, "nothing here");
          }
        });
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    return new ProbeServer(server);
  }

  /** charon answers and a document is applied. */
  private static boolean isReady(GatewayState state) {
    return state.charon().running() && state.revision() > 0;
  }

  private static void answer(HttpExchange exchange, boolean good) throws IOException {
    answer(exchange, good ? 200 : 503, good ? "yes" : "no");
  }

  private static void answer(HttpExchange exchange, int status, String word) throws IOException {
    try (exchange) {
      var bytes = word.getBytes(StandardCharsets.US_ASCII);
      exchange.sendResponseHeaders(status, bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** Stops at once. */
  public void stop() {
    server.stop(0);
  }
}
