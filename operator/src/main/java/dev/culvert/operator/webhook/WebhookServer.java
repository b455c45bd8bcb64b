package dev.culvert.operator.webhook;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.culvert.operator.admission.PodAdmission;
import dev.culvert.operator.admission.UnreadableReviewException;
import dev.culvert.operator.pki.IssuedCertificate;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers POST of {@code /pods} with an admission review, over TLS 1.3, and nothing else. Who asks
 * is not known (API servers show no certificate unless told to), so nothing is told that the asker
 * did not name, and all that is asked at once has to fit into a fixed piece of memory. How many
 * connections there may be and how long a request may take is up to the Java runtime's flags.
 */
public final class WebhookServer implements AutoCloseable {
  /** The port the chart's Service leads to. */
  public static final int PORT = 9443;

  /** The path the chart's configuration of the webhook names. */
  public static final String PATH = "/pods";

  /** As much as an API server takes of a client, so of a pod. */
  static final int LARGEST_REVIEW = 3 * 1024 * 1024;

  private static final int REVIEWS_AT_ONCE = 2 * LARGEST_REVIEW;
  private static final long LONGEST_WAIT_SECONDS = 1;
  private static final Logger LOG = LoggerFactory.getLogger(WebhookServer.class);

  private final HttpsServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final PodAdmission admission;

  /** Bytes of reviews that may still be read. */
  private final Semaphore room = new Semaphore(REVIEWS_AT_ONCE);

  /** An answer that is not sent yet. */
  private record Answer(int status, String type, String body) {
    static Answer review(String review) {
      return new Answer(200, "application/json", review);
    }

    static Answer refusal(int status, String sentence) {
      return new Answer(status, "text/plain; charset=utf-8", sentence + "\n");
    }
  }

  /** TLS 1.3, which every API server speaks. */
  private static final class OnlyTls13 extends HttpsConfigurator {
    OnlyTls13(SSLContext context) {
      super(context);
    }

    @Override
    public void configure(HttpsParameters parameters) {
      SSLParameters tls = getSSLContext().getDefaultSSLParameters();
      tls.setProtocols(new String[] {"TLSv1.3"});
      parameters.setSSLParameters(tls);
    }
  }

  private WebhookServer(HttpsServer server, PodAdmission admission) {
    this.server = server;
    this.admission = admission;
  }

  /**
   * Starts answering.
   *
   * @param port the TCP port, 0 for any free one
   * @param certificates asked at each handshake; the same object until there is a new one
   * @throws IOException if the port is taken
   */
  public static WebhookServer start(
      int port, Supplier<IssuedCertificate> certificates, PodAdmission admission)
      throws IOException {
    HttpsServer https = HttpsServer.create(new InetSocketAddress(port), 0);
    var webhook = new WebhookServer(https, admission);
    https.setHttpsConfigurator(new OnlyTls13(NewestKey.context(certificates)));
    https.setExecutor(webhook.executor);
    https.createContext("/", webhook::handle);
    https.start();
    return webhook;
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
      exchange.sendResponseHeaders(answer.status(), body.length);
      // Before the rest of the request, which the exchange's end would wait for.
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    }
  }

  private Answer answer(HttpExchange exchange) throws IOException, InterruptedException {
    if (!exchange.getRequestURI().getPath().equals(PATH)) {
      return Answer.refusal(404, "not found");
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      exchange.getResponseHeaders().set("Allow", "POST");
      return Answer.refusal(405, "only POST is answered");
    }
    String length = exchange.getRequestHeaders().getFirst("Content-Length");
    if (length == null) {
      return Answer.refusal(411, "the length of the review is missing");
    }
    long bytes = Long.parseLong(length); // The server has refused what is no number.
    if (bytes > LARGEST_REVIEW) {
      return Answer.refusal(413, "a review has at most " + LARGEST_REVIEW + " bytes");
    }
    if (!room.tryAcquire((int) bytes, LONGEST_WAIT_SECONDS, TimeUnit.SECONDS)) {
      return Answer.refusal(503, "too many reviews at once");
    }
    try {
      return reviewed(exchange.getRequestBody().readNBytes((int) bytes));
    } finally {
      room.release((int) bytes);
    }
  }

  private Answer reviewed(byte[] review) {
    try {
      return Answer.review(admission.answer(new String(review, StandardCharsets.UTF_8)));
    } catch (UnreadableReviewException e) {
      return Answer.refusal(400, String.valueOf(e.getMessage()));
    } catch (RuntimeException e) {
      LOG.error("a review cannot be answered", e);
      return Answer.refusal(500, "the operator failed, see its log");
    }
  }

  /** Stops answering at once. */
  @Override
  public void close() {
    server.stop(0);
    executor.shutdownNow();
  }
}
