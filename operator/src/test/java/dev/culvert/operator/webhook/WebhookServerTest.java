package dev.culvert.operator.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.culvert.operator.admission.PodAdmission;
import dev.culvert.operator.admission.Review;
import dev.culvert.operator.admission.WaitContainer;
import dev.culvert.operator.pki.CertificateAuthority;
import dev.culvert.operator.pki.IssuedCertificate;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Asks as an API server does: over TLS, by the Service's name, with the authority's bundle. */
class WebhookServerTest {
  private static final String SERVICE = "culvert-webhook";
  private static final String NAMESPACE = "culvert-system";
  private static final String NAME = SERVICE + "." + NAMESPACE + ".svc";

  private final CertificateAuthority authority = CertificateAuthority.create(Clock.systemUTC());
  private final AtomicReference<IssuedCertificate> certificate =
      new AtomicReference<>(authority.webhookCertificate(SERVICE, NAMESPACE));
  private final AtomicReference<RuntimeException> fault = new AtomicReference<>();
  private WebhookServer server;

  /** What the server said. */
  private record Response(int status, String head, String body) {}

  @BeforeEach
  void start() throws Exception {
    var admission =
        new PodAdmission(
            key -> {
              if (fault.get() != null) {
                throw fault.get();
              }
              return Optional.empty();
            },
            key -> Optional.empty(),
            (network, namespace) -> true,
            new WaitContainer("culvert/node-agent:1.0.0", "IfNotPresent"));
    server = WebhookServer.start(0, certificate::get, admission);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void review_isAnswered() throws Exception {
    Response response = post(Review.ofMember());
    assertThat(response.status()).isEqualTo(200);
    assertThat(response.head()).containsIgnoringCase("content-type: application/json");
    assertThat(Review.response(response.body()).path("allowed").asBoolean()).isTrue();
    assertThat(Review.response(response.body()).has("patch")).isTrue();
  }

  @Test
  void connection_isKeptForTheNextReview() throws Exception {
    try (SSLSocket socket = connect("TLSv1.3")) {
      assertThat(ask(socket, "POST", "/pods", Review.ofMember()).status()).isEqualTo(200);
      assertThat(ask(socket, "POST", "/pods", Review.ofMember()).status()).isEqualTo(200);
    }
  }

  @Test
  void renewedCertificate_isShownToTheNextConnection_andOpenOnesGoOn() throws Exception {
    IssuedCertificate first = certificate.get();
    IssuedCertificate second = authority.webhookCertificate(SERVICE, NAMESPACE);
    try (SSLSocket open = connect("TLSv1.3")) {
      assertThat(shown(open)).isEqualTo(first.certificate());
      certificate.set(second);
      try (SSLSocket next = connect("TLSv1.3")) {
        assertThat(shown(next)).isEqualTo(second.certificate());
        assertThat(ask(next, "POST", "/pods", Review.ofMember()).status()).isEqualTo(200);
      }
      assertThat(ask(open, "POST", "/pods", Review.ofMember()).status()).isEqualTo(200);
    }
  }

  @Test
  void olderTls_isRefused() {
    assertThatExceptionOfType(SSLException.class).isThrownBy(() -> connect("TLSv1.2"));
  }

  @Test
  void anythingElse_isRefused() throws Exception {
    assertThat(ask("POST", "/", Review.ofMember()).status()).isEqualTo(404);
    assertThat(ask("POST", "/pods/more", Review.ofMember()).status()).isEqualTo(404);
    assertThat(ask("GET", "/pods", "").status()).isEqualTo(405);
    assertThat(post("no review").status()).isEqualTo(400);
  }

  @Test
  void reviewOfUnknownLength_isRefused() throws Exception {
    String chunked =
        "POST /pods HTTP/1.1\r\nHost: %s\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
    try (SSLSocket socket = connect("TLSv1.3")) {
      assertThat(send(socket, chunked.formatted(NAME)).status()).isEqualTo(411);
    }
  }

  @Test
  void largestReview_isRead_andALargerOneRefused() throws Exception {
    String review = Review.ofMember();
    String largest = review + " ".repeat(WebhookServer.LARGEST_REVIEW - review.length());
    assertThat(post(largest).status()).isEqualTo(200);
    String head = "POST /pods HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n";
    try (SSLSocket socket = connect("TLSv1.3")) {
      assertThat(send(socket, head.formatted(NAME, WebhookServer.LARGEST_REVIEW + 1L)).status())
          .isEqualTo(413);
    }
  }

  /**
   * The memory for reviews is spoken for by two that do not come; it is free again when they go.
   */
  @Test
  void reviewsThatDoNotCome_keepOthersOutOnlyWhileTheyAreWaitedFor() throws Exception {
    String head = "POST /pods HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n{";
    List<SSLSocket> slow = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      SSLSocket socket = connect("TLSv1.3");
      socket
          .getOutputStream()
          .write(
              head.formatted(NAME, WebhookServer.LARGEST_REVIEW)
                  .getBytes(StandardCharsets.US_ASCII));
      slow.add(socket);
    }
    await().untilAsserted(() -> assertThat(post(Review.ofMember()).status()).isEqualTo(503));
    for (SSLSocket socket : slow) {
      socket.close();
    }
    await().untilAsserted(() -> assertThat(post(Review.ofMember()).status()).isEqualTo(200));
  }

  @Test
  void fault_isAnErrorWithoutDetails() throws Exception {
    fault.set(new IllegalStateException("secret details"));
    Response response = post(Review.ofMember());
    assertThat(response.status()).isEqualTo(500);
    assertThat(response.body()).doesNotContain("secret");
  }

  private Response post(String review) throws Exception {
    return ask("POST", "/pods", review);
  }

  private Response ask(String method, String path, String body) throws Exception {
    try (SSLSocket socket = connect("TLSv1.3")) {
      return ask(socket, method, path, body);
    }
  }

  private static Response ask(Socket socket, String method, String path, String body)
      throws Exception {
    int length = body.getBytes(StandardCharsets.UTF_8).length;
    return send(
        socket,
        "%s %s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(method, path, NAME, length, body));
  }

  private static Response send(Socket socket, String request) throws Exception {
    socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
    InputStream in = socket.getInputStream();
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int read = in.read();
      if (read < 0) {
        throw new IllegalStateException("the connection ended after: " + head);
      }
      head.append((char) read);
    }
    int length =
        head.toString()
            .lines()
            .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
            .mapToInt(line -> Integer.parseInt(line.substring(15).strip()))
            .findFirst()
            .orElseThrow();
    String body = new String(in.readNBytes(length), StandardCharsets.UTF_8);
    return new Response(Integer.parseInt(head.substring(9, 12)), head.toString(), body);
  }

  private static X509Certificate shown(SSLSocket socket) throws Exception {
    return (X509Certificate) socket.getSession().getPeerCertificates()[0];
  }

  /** A connection to the Service's name, whatever address it has. */
  private SSLSocket connect(String protocol) throws Exception {
    KeyStore anchors = KeyStore.getInstance("PKCS12");
    anchors.load(null, null);
    anchors.setCertificateEntry("ca", authority.bundle().getFirst());
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(anchors);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    var plain = new Socket(InetAddress.getLoopbackAddress(), server.port());
    var socket =
        (SSLSocket) context.getSocketFactory().createSocket(plain, NAME, server.port(), true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setServerNames(List.of(new SNIHostName(NAME)));
    parameters.setProtocols(new String[] {protocol});
    socket.setSSLParameters(parameters);
    socket.setSoTimeout(20_000);
    socket.startHandshake();
    return socket;
  }
}
