package dev.culvert.gateway.agent.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.gateway.agent.config.Document;
import dev.culvert.gateway.agent.config.Documents;
import dev.culvert.gateway.agent.tunnels.StateBoard;
import dev.culvert.gateway.agent.tunnels.StatePoster;
import dev.culvert.gateway.contract.Contract;
import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.gateway.contract.GatewayState;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiServerTest {
  private static final InetSocketAddress ANY_PORT =
      new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

  @TempDir Path directory;
  private final Certificates authority = new Certificates();
  private final Certificates.Identity operator =
      authority.identity(Contract.OPERATOR_IDENTITY, KeyPurposeId.id_kp_clientAuth);
  private final StateBoard board = new StateBoard();
  private Documents documents;
  private TlsFiles tls;
  private ApiServer server;

  @BeforeEach
  void start() throws IOException {
    writeGatewayCertificate(authority);
    tls = new TlsFiles(directory);
    tls.look();
    documents = new Documents("gw-a", directory.resolve("config.json"), this::applied);
    server = ApiServer.start(ANY_PORT, tls, new Api(documents, board));
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  private void writeGatewayCertificate(Certificates issuer) throws IOException {
    issuer.write(
        directory,
        issuer.identity(Contract.gatewayIdentity("gw-a"), KeyPurposeId.id_kp_serverAuth));
  }

  private void applied(Document document) {
    StatePoster.post(board, document.config().epoch(), document.config().revision());
  }

  @Test
  void operatorsDocument_isTaken_andAnsweredWithTheStateItLedTo() throws Exception {
    var answer = put(document("e", 4));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Contract.read(answer.body(), GatewayState.class).revision()).isEqualTo(4);
  }

  @Test
  void documentThatIsNoNewer_isAnsweredWithTheStateAndConflict() throws Exception {
    put(document("e", 4));

    var answer = put(document("e", 4));

    assertThat(answer.statusCode()).isEqualTo(409);
    assertThat(Contract.read(answer.body(), GatewayState.class).revision()).isEqualTo(4);
  }

  @Test
  void unusableDocument_isAnsweredWithASentence() throws Exception {
    var answer = put(document("e", 1).replace("gw-a", "gw-b"));

    assertThat(answer.statusCode()).isEqualTo(400);
    assertThat(answer.body()).isEqualTo("the document is for gateway \"gw-b\", this is \"gw-a\"");
  }

  @Test
  void endlessDocument_isCutOff() throws Exception {
    assertThat(put(" ".repeat(Api.MAX_DOCUMENT_BYTES + 1)).statusCode()).isEqualTo(413);
  }

  @Test
  void documents_cannotBeReadBack() throws Exception {
    put(document("e", 4));

    assertThat(get(Contract.CONFIG_PATH).statusCode()).isEqualTo(404);
  }

  @Test
  void stream_saysTheStateAtOnce_andEachChange() throws Exception {
    StatePoster.post(board, "e", 1);
    var answer =
        client(operator).send(request(Contract.EVENTS_PATH).build(), BodyHandlers.ofInputStream());
    try (var lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      assertThat(revision(lines.readLine())).isEqualTo(1);
      StatePoster.post(board, "e", 2);
      assertThat(revision(lines.readLine())).isEqualTo(2);
    }
  }

  @Test
  void streamNobodyReads_holdsUpNobody() throws Exception {
    StatePoster.post(board, "e", 1);
    var unread =
        client(operator).send(request(Contract.EVENTS_PATH).build(), BodyHandlers.ofInputStream());
    try (var body = unread.body()) {
      for (int revision = 2; revision < 5000; revision++) {
        StatePoster.post(board, "e".repeat(2000), revision);
      }
      var state = Contract.read(get(Contract.STATE_PATH).body(), GatewayState.class);
      assertThat(state.revision()).isEqualTo(4999);
    }
  }

  @Test
  void otherCertificatesOfTheSameCa_areRefused() {
    assertRefused(
        authority.identity(Contract.gatewayIdentity("gw-b"), KeyPurposeId.id_kp_serverAuth));
    assertRefused(authority.identity(Contract.OPERATOR_IDENTITY, KeyPurposeId.id_kp_serverAuth));
    assertRefused(
        authority.identity(Contract.gatewayIdentity("gw-b"), KeyPurposeId.id_kp_clientAuth));
    assertRefused(authority.identity(Contract.OPERATOR_IDENTITY, null));
  }

  @Test
  void clientsWithoutACertificateOfTheCa_areRefused() {
    assertRefused(null);
    assertRefused(
        new Certificates().identity(Contract.OPERATOR_IDENTITY, KeyPurposeId.id_kp_clientAuth));
  }

  @Test
  void renewedCa_isUsedForNewConnections() throws Exception {
    var renewed = new Certificates();
    writeGatewayCertificate(renewed);
    tls.look();

    var renewedOperator =
        renewed.identity(Contract.OPERATOR_IDENTITY, KeyPurposeId.id_kp_clientAuth);
    StatePoster.post(board, "e", 1);
    assertThat(
            client(renewed, renewedOperator)
                .send(request(Contract.STATE_PATH).build(), BodyHandlers.ofString())
                .statusCode())
        .isEqualTo(200);
    assertRefused(operator);
  }

  @Test
  void brokenCertificateFiles_leaveTheEarlierOnesInUse() throws Exception {
    Files.writeString(directory.resolve("tls.crt"), "half a file");
    tls.look();
    StatePoster.post(board, "e", 1);

    assertThat(get(Contract.STATE_PATH).statusCode()).isEqualTo(200);
  }

  private void assertRefused(Certificates.Identity identity) {
    assertThatThrownBy(() ->
            client(identity).send(request(Contract.STATE_PATH).build(), BodyHandlers.ofString()))
        .isInstanceOf(IOException.class);
  }

  private HttpResponse<String> put(String body) throws Exception {
    return client(operator)
        .send(
            request(Contract.CONFIG_PATH).PUT(BodyPublishers.ofString(body)).build(),
            BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path) throws Exception {
    return client(operator).send(request(path).build(), BodyHandlers.ofString());
  }

  private HttpClient client(Certificates.Identity identity) throws Exception {
    return client(authority, identity);
  }

  private static HttpClient client(Certificates trusted, Certificates.Identity identity)
      throws Exception {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .sslContext(trusted.client(identity))
        .build();
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create("https://127.0.0.1:" + server.port() + path));
  }

  private static long revision(String line) throws Exception {
    return Contract.read(line, GatewayState.class).revision();
  }

  private static String document(String epoch, long revision) {
    return Contract.write(
        new GatewayConfig(
            1, "gw-a", epoch, revision, "10.1.0.4", null, List.of("10.1.0.0/16"), List.of()));
  }
}
