package dev.culvert.operator.link;

import dev.culvert.gateway.contract.Contract;
import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.gateway.contract.GatewayState;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The contract's requests to one gateway. Has an HttpClient of its own, because trust is per
 * gateway and an HttpClient would share its connections; a renewed certificate brings a new one.
 */
final class GatewayClient implements AutoCloseable {
  private static final int LONGEST_SENTENCE = 500;

  private final GatewayEndpoint endpoint;
  private final Supplier<LinkCredentials> credentials;
  private final LinkSettings settings;
  private final Executor executor;
  private @Nullable LinkCredentials shown;
  private @Nullable HttpClient http;
  private boolean closed;

  GatewayClient(
      GatewayEndpoint endpoint,
      Supplier<LinkCredentials> credentials,
      LinkSettings settings,
      Executor executor) {
    this.endpoint = endpoint;
    this.credentials = credentials;
    this.settings = settings;
    this.executor = executor;
  }

  /** The gateway's stream of state documents, to be closed by the caller. */
  EventStream events() throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(endpoint.uri(Contract.EVENTS_PATH)).build();
    HttpResponse<EventStream> answer =
        exchange(request, _ -> new EventStream(settings.largestDocument()));
    if (answer.statusCode() != 200) {
      answer.body().close();
      throw new UnusableAnswerException("it answered the status " + answer.statusCode());
    }
    return answer.body();
  }

  /** Gives the gateway a document. */
  PushResult push(GatewayConfig config) throws InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(endpoint.uri(Contract.CONFIG_PATH))
            .header("Content-Type", "application/json")
            .PUT(BodyPublishers.ofString(Contract.write(config)))
            .build();
    BodyHandler<String> bounded =
        BodyHandlers.limiting(
            BodyHandlers.ofString(StandardCharsets.UTF_8), settings.largestDocument());
    try {
      return result(config, exchangeOnWorkingConnection(request, bounded));
    } catch (IOException e) {
      return new PushResult.Unreachable(LinkFailure.clause(endpoint, e));
    }
  }

  /** Tries once more if a connection kept from an earlier push turned out to be closed. */
  private <T> HttpResponse<T> exchangeOnWorkingConnection(HttpRequest request, BodyHandler<T> body)
      throws IOException, InterruptedException {
    try {
      return exchange(request, body);
    } catch (IOException e) {
      if (!LinkFailure.isBrokenConnection(e)) {
        throw e;
      }
      return exchange(request, body);
    }
  }

  private PushResult result(GatewayConfig config, HttpResponse<String> answer)
      throws UnusableAnswerException {
    int status = answer.statusCode();
    if (status == 200) {
      return new PushResult.Applied(StateDocument.read(answer.body(), endpoint.gateway()));
    }
    if (status == 409) {
      GatewayState state = StateDocument.read(answer.body(), endpoint.gateway());
      // Not higher than what is pushed: the gateway took that document before, and only its answer
      // was lost, or it is still at work on it.
      return state.revision() > config.revision() && Objects.equals(state.epoch(), config.epoch())
          ? new PushResult.Refused(state)
          : new PushResult.Applied(state);
    }
    if (status >= 400 && status < 500) {
      return new PushResult.Rejected(sentence(status, answer.body()));
    }
    throw new UnusableAnswerException("it answered the status " + status);
  }

  private static String sentence(int status, String body) {
    String line = body.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    if (line.isEmpty()) {
      return "it answered the status " + status;
    }
    return line.length() <= LONGEST_SENTENCE ? line : line.substring(0, LONGEST_SENTENCE) + "…";
  }

  private <T> HttpResponse<T> exchange(HttpRequest request, BodyHandler<T> body)
      throws IOException, InterruptedException {
    // Not HttpRequest.timeout: newer Java runtimes count an endless body into it.
    Duration limit = settings.answerLimit();
    CompletableFuture<HttpResponse<T>> answer = http().sendAsync(request, body);
    try {
      return answer.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw new HttpTimeoutException("it did not answer within " + limit.toSeconds() + " s");
    } catch (ExecutionException e) {
      throw new IOException("the exchange failed", e.getCause());
    } finally {
      answer.cancel(true);
    }
  }

  private synchronized HttpClient http() throws IOException {
    if (closed) {
      throw new UnusableAnswerException("the link was closed");
    }
    LinkCredentials present = credentials.get();
    HttpClient client = http;
    if (client == null || !present.equals(shown)) {
      if (client != null) {
        client.shutdown();
      }
      client =
          HttpClient.newBuilder()
              .version(HttpClient.Version.HTTP_1_1)
              .proxy(HttpClient.Builder.NO_PROXY)
              .connectTimeout(settings.connectLimit())
              .sslContext(LinkTls.context(present, endpoint.gateway()))
              .sslParameters(LinkTls.parameters())
              .executor(executor)
              .build();
      http = client;
      shown = present;
    }
    return client;
  }

  @Override
  public synchronized void close() {
    closed = true;
    if (http != null) {
      http.shutdownNow();
    }
  }
}
