package dev.culvert.gateway.agent.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.gateway.agent.tunnels.StateBoard;
import dev.culvert.gateway.agent.tunnels.StatePoster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProbeServerTest {
  private final StateBoard board = new StateBoard();
  private boolean alive = true;
  private ProbeServer server;

  @BeforeEach
  void start() throws IOException {
    server =
        ProbeServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), () -> alive, board);
  }

  @AfterEach
  void stop() {
    server.stop();
  }

  @Test
  void liveness_isTheLoopsOwn() throws Exception {
    assertThat(status("/livez")).isEqualTo(200);
    alive = false;
    assertThat(status("/livez")).isEqualTo(503);
  }

  @Test
  void readiness_needsCharonAndADocument() throws Exception {
    assertThat(status("/readyz")).isEqualTo(503);
    StatePoster.post(board, null, 0, true);
    assertThat(status("/readyz")).isEqualTo(503);
    StatePoster.post(board, null, 1, false);
    assertThat(status("/readyz")).isEqualTo(503);
    StatePoster.post(board, null, 1, true);
    assertThat(status("/readyz")).isEqualTo(200);
  }

  @Test
  void nothingElse_isServed() throws Exception {
    assertThat(status("/v1/state")).isEqualTo(404);
    assertThat(status("/livezz")).isEqualTo(404);
  }

  private int status(String path) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path)).build(),
            BodyHandlers.discarding())
        .statusCode();
  }
}
