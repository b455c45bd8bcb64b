package dev.culvert.operator.link;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.culvert.gateway.contract.Contract;
import dev.culvert.gateway.contract.GatewayState;
import dev.culvert.operator.pki.CertificateAuthority;
import dev.culvert.operator.pki.CertificateIdentity;
import dev.culvert.operator.pki.IssuedCertificate;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import javax.net.ssl.X509TrustManager;

/** Stands in for a gateway's agent: mutual TLS, and answers as a test says. */
final class FakeAgent implements AutoCloseable {
  final List<String> pushed = new CopyOnWriteArrayList<>();
  final List<X509Certificate> clients = new CopyOnWriteArrayList<>();
  final AtomicInteger streams = new AtomicInteger();

  /** What a stream begins with. */
  volatile String first;

  /** Answers to pushes; each one is used once, the last one again and again. */
  final Queue<HttpHandler> answers = new ConcurrentLinkedQueue<>();

  private final HttpsServer server;
  private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
  private final List<OutputStream> open = new CopyOnWriteArrayList<>();
  private final CountDownLatch closed = new CountDownLatch(1);

  FakeAgent(CertificateAuthority authority, IssuedCertificate certificate, String address, int port)
      throws Exception {
    server = HttpsServer.create(new InetSocketAddress(address, port), 0);
    server.setHttpsConfigurator(new MutualTls(context(authority, certificate)));
    server.setExecutor(executor);
    server.createContext(Contract.EVENTS_PATH, this::stream);
    server.createContext(Contract.CONFIG_PATH, this::push);
    server.start();
  }

  static FakeAgent of(CertificateAuthority authority, String gateway, int port) throws Exception {
    FakeAgent agent =
        new FakeAgent(authority, authority.gatewayCertificate(gateway), "127.0.0.1", port);
    agent.first = Contract.write(States.idle(gateway, 1));
    return agent;
  }

  int port() {
    return server.getAddress().getPort();
  }

  void emit(GatewayState state) throws IOException {
    emit(Contract.write(state) + "\n");
  }

  void emit(String text) throws IOException {
    for (OutputStream stream : open) {
      stream.write(text.getBytes(StandardCharsets.UTF_8));
      stream.flush();
    }
  }

  /** Ends the streams in good order. */
  void endStreams() throws IOException {
    for (OutputStream stream : open) {
      open.remove(stream);
      stream.close();
    }
  }

  static HttpHandler answer(int status, String body) {
    return exchange -> {
      byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
      exchange.getResponseBody().write(bytes);
      exchange.close();
    };
  }

  /** Keeps the caller waiting until the agent is closed. */
  HttpHandler never() {
    return exchange -> {
      try {
        closed.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    };
  }

  private void stream(HttpExchange exchange) throws IOException {
    streams.incrementAndGet();
    exchange.sendResponseHeaders(200, 0);
    OutputStream out = exchange.getResponseBody();
    if (!first.isEmpty()) {
      out.write((first + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    }
    open.add(out);
  }

  private void push(HttpExchange exchange) throws IOException {
    pushed.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    HttpHandler answer = answers.size() > 1 ? answers.poll() : answers.peek();
    answer.handle(exchange);
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    executor.shutdownNow();
  }

  private SSLContext context(CertificateAuthority authority, IssuedCertificate certificate)
      throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry(
        "agent",
        certificate.privateKey(),
        new char[0],
        new Certificate[] {certificate.certificate()});
    KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
    keyManagers.init(keys, new char[0]);
    KeyStore anchors = KeyStore.getInstance("PKCS12");
    anchors.load(null, null);
    anchors.setCertificateEntry("ca", authority.bundle().get(0));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(anchors);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        keyManagers.getKeyManagers(),
        new TrustManager[] {new OperatorOnly((X509TrustManager) trust.getTrustManagers()[0])},
        null);
    return context;
  }

  private static final class MutualTls extends HttpsConfigurator {
    MutualTls(SSLContext context) {
      super(context);
    }

    @Override
    public void configure(HttpsParameters parameters) {
      SSLParameters tls = getSSLContext().getDefaultSSLParameters();
      tls.setNeedClientAuth(true);
      parameters.setSSLParameters(tls);
    }
  }

  private final class OperatorOnly extends X509ExtendedTrustManager {
    private final X509TrustManager chainCheck;

    OperatorOnly(X509TrustManager chainCheck) {
      this.chainCheck = chainCheck;
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      chainCheck.checkClientTrusted(chain, authType);
      if (!CertificateIdentity.operator().isHeldBy(chain[0])) {
        throw new CertificateException("not the operator");
      }
      clients.add(chain[0]);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      checkClientTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType)
        throws CertificateException {
      throw new CertificateException("no client");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
        throws CertificateException {
      checkServerTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
        throws CertificateException {
      checkServerTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return chainCheck.getAcceptedIssuers();
    }
  }
}
