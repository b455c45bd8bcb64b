package dev.culvert.operator.health;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers GET of {@code /livez}, {@code /readyz} (200, or 503 with the problem) and {@code
 * /metrics} (Prometheus text format 0.0.4), and nothing else.
 */
public final class HealthServer implements AutoCloseable {
  /** The port the chart's probes and monitoring ask. */
  public static final int PORT = 8080;

  private static final String TEXT = "text/plain; charset=utf-8";
  private static final String PROMETHEUS = "text/plain; version=0.0.4; charset=utf-8";
  private static final Logger LOG = LoggerFactory.getLogger(HealthServer.class);

  private final HttpServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final Probe live;
  private final Probe ready;
  private final Supplier<String> metrics;

  /** An answer that is not sent yet. */
  private record Answer(int status, String type, String body) {}

  private HealthServer(HttpServer server, Probe live, Probe ready, Supplier<String> metrics) {
    this.server = server;
    this.live = live;
    this.ready = ready;
    this.metrics = metrics;
  }

  /**
   * Starts answering.
   *
   * @param port the TCP port, 0 for any free one
   * @param metrics the metrics' text at the moment it is asked for
   * @throws IOException if the port is taken
   */
  public static HealthServer start(int port, Probe live, Probe ready, Supplier<String> metrics)
      throws IOException {
    HealthServer health =
        new HealthServer(HttpServer.create(new InetSocketAddress(port), 0), live, ready, metrics);
    health.server.setExecutor(health.executor);
    health.server.createContext("/", health::handle);
    health.server.start();
    return health;
  }

  /** The port that is listened on. */
  public int port() {
    return server.getAddress().getPort();
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Answer answer = answer(exchange);
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.type());
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(answer.status(), -1); // Refused, and even that bodyless.
      } else {
        exchange.sendResponseHeaders(answer.status(), body.length);
        exchange.getResponseBody().write(body);
      }
    }
  }

  private Answer answer(HttpExchange exchange) {
    if (!exchange.getRequestMethod().equals("GET")) {
      exchange.getResponseHeaders().set("Allow", "GET");
      return new Answer(405, TEXT, "only GET is answered\n");
    }
    try {
      return switch (exchange.getRequestURI().getPath()) {
        case "/livez" -> answer(live);
        case "/readyz" -> answer(ready);
        case "/metrics" -> new Answer(200, PROMETHEUS, metrics.get());
        default -> new Answer(404, TEXT, "not found\n");
      };
    } catch (RuntimeException e) {
      LOG.error("{} cannot be answered", exchange.getRequestURI().getPath(), e);
      return new Answer(500, TEXT, "the operator failed, see its log\n");
    }
  }

  private static Answer answer(Probe probe) {
    return probe
        .problem()
        .map(problem -> new Answer(503, TEXT, problem + "\n"))
        .orElseGet(() -> new Answer(200, TEXT, "ok\n"));
  }

  /** Stops answering at once. */
  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
