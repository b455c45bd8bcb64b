package dev.culvert.e2e.gateway;

import dev.culvert.gateway.contract.Contract;
import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.gateway.contract.GatewayState;
import dev.culvert.gateway.contract.MalformedDocumentException;
import dev.culvert.operator.pki.CertificateAuthority;
import dev.culvert.operator.pki.UnreadablePemException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** The operator's side of the agent's API, for gateways on this machine. */
final class AgentApi {
  private final HttpClient http;

  AgentApi(CertificateAuthority authority) {
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .sslContext(context(authority))
            .connectTimeout(Duration.ofSeconds(5))
            .build();
  }

  GatewayState push(int port, GatewayConfig config) {
    return exchange(
        request(port, Contract.CONFIG_PATH).PUT(BodyPublishers.ofString(Contract.write(config))));
  }

  GatewayState state(int port) {
    return exchange(request(port, Contract.STATE_PATH));
  }

  private static HttpRequest.Builder request(int port, String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + port + path))
        .timeout(Duration.ofSeconds(15));
  }

  private GatewayState exchange(HttpRequest.Builder request) {
    try {
      var answer = http.send(request.build(), BodyHandlers.ofString());
      if (answer.statusCode() != 200) {
        throw new AssertionError("status " + answer.statusCode() + ": " + answer.body());
      }
      return Contract.read(answer.body(), GatewayState.class);
    } catch (IOException | MalformedDocumentException e) {
      throw new AssertionError("the agent gives no usable answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  private static SSLContext context(CertificateAuthority authority) {
    try {
      var own = authority.operatorCertificate();
      var keys = KeyStore.getInstance("PKCS12");
      keys.load(null, null);
      keys.setKeyEntry(
          "operator", own.privateKey(), new char[0], new Certificate[] {own.certificate()});
      var keyManagers = KeyManagerFactory.getInstance("PKIX");
      keyManagers.init(keys, new char[0]);
      var context = SSLContext.getInstance("TLSv1.3");
      context.init(keyManagers.getKeyManagers(), new TrustManager[] {new AnyGateway()}, null);
      return context;
    } catch (GeneralSecurityException | IOException | UnreadablePemException e) {
      throw new IllegalStateException("cannot set up TLS", e);
    }
  }

  /** Whom the operator trusts is its own tests' matter; here every gateway is at 127.0.0.1. */
  private static final class AnyGateway extends X509ExtendedTrustManager {
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
