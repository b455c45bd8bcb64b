package dev.culvert.gateway.agent.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.gateway.contract.Contract;
import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.gateway.contract.SharedKey;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelConfig.ChildConfig;
import dev.culvert.gateway.contract.TunnelConfig.Initiation;
import dev.culvert.gateway.contract.TunnelConfig.KeyConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DocumentsTest {
  @TempDir Path directory;
  private final List<Document> taken = new ArrayList<>();
  private Path kept;
  private Documents documents;

  @BeforeEach
  void start() {
    kept = directory.resolve("config.json");
    documents = new Documents("gw-a", kept, taken::add);
  }

  @Test
  void pushedDocument_isKeptReadableByNobodyElse_andRestored() throws Exception {
    assertThat(documents.push(json("e", 7, tunnel("t1", "peer", "10.2.0.0/16")))).isTrue();
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
        .isEqualTo("rw-------");

    var restored = new Documents("gw-a", kept, taken::add);
    restored.restore();

    assertThat(restored.present().orElseThrow().config().revision()).isEqualTo(7);
    assertThat(taken).hasSize(2);
  }

  @Test
  void restartedAgent_worksByTheNewerOfKeptAndMounted() throws Exception {
    documents.push(json("e", 7));
    var restarted = new Documents("gw-a", kept, taken::add);
    restarted.restore();
    restarted.offerMounted(json("e", 6));
    assertThat(restarted.present().orElseThrow().config().revision()).isEqualTo(7);

    restarted.offerMounted(json("e", 8));
    assertThat(restarted.present().orElseThrow().config().revision()).isEqualTo(8);
  }

  @Test
  void mountedFile_isOfferedAgainOnlyWhenItChanged() throws IOException {
    var file = directory.resolve("mounted.json");
    var mounted = new MountedDocument(file, documents);
    mounted.look();
    Files.writeString(file, json(null, 1));
    mounted.look();
    mounted.look();
    Files.writeString(file, json("e", 2));
    mounted.look();

    assertThat(taken).extracting(d -> d.config().revision()).containsExactly(1L, 2L);
  }

  @Test
  void brokenFiles_leaveThePresentDocument() throws Exception {
    documents.push(json("e", 7));
    documents.offerMounted("{");
    documents.offerMounted("");
    documents.offerMounted(json("e", 9).replace("gw-a", "gw-b"));

    assertThat(documents.present().orElseThrow().config().revision()).isEqualTo(7);
  }

  @Test
  void documentForAnotherGateway_isRefused() {
    assertUnusable(json("e", 1).replace("gw-a", "gw-b"), "is for gateway \"gw-b\"");
  }

  @Test
  void documentOfANewerContract_isRefused() {
    assertUnusable(
        json("e", 1).replace("\"contractVersion\":1", "\"contractVersion\":2"),
        "contract version 2 cannot be read");
  }

  @Test
  void fieldsOfANewerOperator_areIgnored() throws Exception {
    assertThat(documents.push(json("e", 1).replaceFirst("\\{", "{\"later\":{\"x\":[1]},")))
        .isTrue();
  }

  @Test
  void malformedInsideAddress_isRefused_asItWouldReachTheShell() {
    assertUnusable(json("e", 1).replace("10.1.0.4", "10.1.0.4; drop"), "not an IPv4 address");
  }

  @Test
  void unreadableDocument_isRefusedWithoutShowingAnyOfIt() {
    assertThatThrownBy(() -> documents.push("{\"key\":\"secret\" ,,"))
        .isInstanceOf(UnusableDocumentException.class)
        .hasMessageNotContaining("secret");
  }

  @Test
  void faultyTunnel_costsOnlyItself_andIsSaid() throws Exception {
    documents.push(
        json(
            "e",
            1,
            tunnel("t1", "peer1", "10.2.0.0/16"),
            tunnel("t2", "peer2", "10.3.0.1/16"),
            tunnel("t3", "peer1", "10.4.0.0/16")));

    var document = taken.getLast();
    assertThat(document.tunnels()).extracting(TunnelConfig::id).containsExactly("t1");
    assertThat(document.packets().remotePrefixes()).hasToString("[10.2.0.0/16]");
    assertThat(document.problems())
        .extracting(p -> p.tunnelId() + ": " + p.message())
        .containsExactly(
            "t2: not an IPv4 prefix: \"10.3.0.1/16\"",
            "t3: another tunnel has the same remote identity peer1");
  }

  @Test
  void tunnelThatGrowsBeyondWhatCharonCanHold_costsOnlyItself() throws Exception {
    var many = IntStream.range(0, 200).mapToObj(i -> "10.2." + i + ".0/24").toList();
    var huge = tunnel("t1", "peer1", many, many);
    var small = tunnel("t2", "peer2", "10.3.0.0/16");

    documents.push(json("e", 1, huge, small));

    assertThat(taken.getLast().tunnels()).extracting(TunnelConfig::id).containsExactly("t2");
    assertThat(taken.getLast().problems())
        .singleElement()
        .satisfies(problem -> {
          assertThat(problem.tunnelId()).isEqualTo("t1");
          assertThat(problem.reason()).isEqualTo("TooManyPrefixes");
          assertThat(problem.message()).contains("40000 pairs").contains("at most 4096");
        });
  }

  private void assertUnusable(String json, String sentence) {
    assertThatThrownBy(() -> documents.push(json))
        .isInstanceOf(UnusableDocumentException.class)
        .hasMessageContaining(sentence);
    assertThat(taken).isEmpty();
  }

  private static String json(String epoch, long revision, TunnelConfig... tunnels) {
    return Contract.write(
        new GatewayConfig(
            1,
            "gw-a",
            epoch,
            revision,
            "10.1.0.4",
            null,
            List.of("10.1.0.0/16"),
            List.of(tunnels)));
  }

  private static TunnelConfig tunnel(String id, String peer, String remotePrefix) {
    return tunnel(id, peer, List.of("10.1.0.0/16"), List.of(remotePrefix));
  }

  private static TunnelConfig tunnel(
      String id, String peer, List<String> localPrefixes, List<String> remotePrefixes) {
    return new TunnelConfig(
        id,
        "team/" + id,
        1,
        "us",
        peer,
        2,
        null,
        List.of("192.0.2.2"),
        500,
        List.of(new KeyConfig("v1", SharedKey.of("secret"))),
        List.of("aes256gcm16-prfsha384-x25519"),
        List.of("aes256gcm16-x25519"),
        5,
        14400,
        3600,
        Initiation.AT_ONCE,
        true,
        false,
        List.of(new ChildConfig("net", localPrefixes, remotePrefixes)));
  }
}
