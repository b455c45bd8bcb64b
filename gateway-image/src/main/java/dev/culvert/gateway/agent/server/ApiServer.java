package dev.culvert.gateway.agent.server;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.concurrent.Executors;

/** Serves the API over mutual TLS 1.3. */
public final class ApiServer {
  private static final String[] PROTOCOLS = {"TLSv1.3"};

  private final HttpsServer server;

  private ApiServer(HttpsServer server) {
    this.server = server;
  }

  /**
   * Starts to serve.
   *
   * @param address where to listen, port 0 for any
   * @param tls certificate and CA; must have been read once
   */
  public static ApiServer start(InetSocketAddress address, TlsFiles tls, Api api)
      throws IOException {
    var server = HttpsServer.create(address, 0);
    var context = RenewedContext.of(() -> Objects.requireNonNull(tls.context()));
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            var ssl = getSSLContext().getDefaultSSLParameters();
            ssl.setNeedClientAuth(true);
            ssl.setProtocols(PROTOCOLS);
            parameters.setSSLParameters(ssl);
          }
        });
    server.createContext("/", api);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.start();
    return new ApiServer(server);
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
