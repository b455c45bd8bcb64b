package dev.culvert.e2e.vici;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import dev.culvert.vici.ViciConnection;
import dev.culvert.vici.ViciEvents;
import dev.culvert.vici.ViciException;
import dev.culvert.vici.ViciSection;
import dev.culvert.vici.ViciTimeoutException;
import dev.culvert.vici.ViciValue;
import java.io.EOFException;
import java.io.IOException;
import java.lang.module.ModuleDescriptor.Version;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(120)
class CharonIT {
  private static final Duration AMPLE = Duration.ofSeconds(20);
  private static final ViciSection NOTHING = ViciSection.empty();

  @TempDir private static Path directory;
  private static CharonContainer charon;
  private ViciConnection connection;

  @BeforeAll
  static void startCharon() {
    charon = new CharonContainer(directory);
    charon.start();
  }

  @AfterAll
  static void stopCharon() {
    charon.stop();
  }

  @BeforeEach
  void connect() throws IOException {
    connection = ViciConnection.open(charon.socket(), AMPLE);
  }

  @AfterEach
  void disconnect() throws IOException {
    connection.close();
  }

  private static ViciSection keys(String... keysAndValues) {
    var section = ViciSection.builder();
    for (var i = 0; i < keysAndValues.length; i += 2) {
      section.put(keysAndValues[i], keysAndValues[i + 1]);
    }
    return section.build();
  }

  /** To an address of documentation (RFC 5737), where nobody answers. */
  private static ViciSection connectionNamed(String name) {
    var child =
        ViciSection.builder()
            .put("local_ts", List.of("10.1.0.0/16"))
            .put("remote_ts", List.of("10.2.0.0/16", "10.3.0.0/16"))
            .build();
    var definition =
        ViciSection.builder()
            .put("version", "2")
            .put("remote_addrs", List.of("192.0.2.1"))
            .put("proposals", List.of("aes256gcm16-prfsha384-x25519"))
            .put("local-1", keys("auth", "psk", "id", "a.example"))
            .put("remote-1", keys("auth", "psk", "id", "b.example"))
            .put("children", ViciSection.builder().put("net", child).build())
            .build();
    return ViciSection.builder().put(name, definition).build();
  }

  private static ViciEvents logInto(Queue<String> lines) throws IOException, ViciException {
    return ViciEvents.subscribe(
        charon.socket(),
        List.of("log", "ike-updown", "child-updown"),
        AMPLE,
        (name, message) -> message.text("msg").ifPresent(lines::add),
        reason -> {});
  }

  @Test
  void charon_isRecentEnough() throws Exception {
    var version = connection.request("version", NOTHING).text("version").orElseThrow();
    assertThat(Version.parse(version)).isGreaterThanOrEqualTo(Version.parse("6.0.1"));
  }

  @Test
  void stats_haveNestedNumbers() throws Exception {
    var workers = connection.request("stats", NOTHING).section("workers").orElseThrow();
    assertThat(workers.number("total").orElseThrow()).isPositive();
    assertThat(workers.section("active").orElseThrow().number("critical")).isPresent();
  }

  @Test
  void loadedConnection_isListedAsItWasLoaded_untilUnloaded() throws Exception {
    connection.request("load-conn", connectionNamed("listed"));
    var listed = connection.stream("list-conns", "list-conn", keys("ike", "listed"));
    assertThat(listed).hasSize(1);
    var definition = listed.getFirst().section("listed").orElseThrow();
    assertThat(definition.list("remote_addrs")).containsExactly("192.0.2.1");
    assertThat(definition.section("remote-1").flatMap(remote -> remote.text("id")))
        .contains("b.example");
    assertThat(definition.section("children").orElseThrow().section("net").orElseThrow())
        .returns(List.of("10.2.0.0/16", "10.3.0.0/16"), child -> child.list("remote-ts"));
    assertThat(connection.request("get-conns", NOTHING).list("conns")).contains("listed");

    connection.request("unload-conn", keys("name", "listed"));
    assertThat(connection.request("get-conns", NOTHING).list("conns")).doesNotContain("listed");
  }

  @Test
  void refusedConnection_carriesCharonsReason() throws Exception {
    var wrong = ViciSection.builder().put("wrong", keys("colour", "blue")).build();
    assertThatExceptionOfType(ViciException.class)
        .isThrownBy(() -> connection.request("load-conn", wrong))
        .returns("unknown option: colour, config discarded", ViciException::reason);
    assertThat(connection.exchange("load-conn", wrong).flag("success")).isFalse();
  }

  @Test
  void keyOfAnyBytes_isLoaded_andNeitherListedNorLogged() throws Exception {
    var secret = "shown-nowhere".repeat(5042);
    var key =
        ViciSection.builder()
            .put("id", "key-1")
            .put("type", "IKE")
            .put("data", ViciValue.of(secret.substring(0, ViciValue.MAX_LENGTH)))
            .put("owners", List.of("b.example"))
            .build();
    var lines = new LinkedBlockingQueue<String>();
    try (var events = logInto(lines)) {
      assertThat(events).isNotNull();
      connection.request("load-shared", key);
      assertThat(connection.request("get-shared", NOTHING).list("keys")).containsExactly("key-1");
      connection.request("unload-shared", keys("id", "key-1"));
      assertThat(connection.request("get-shared", NOTHING).list("keys")).isEmpty();
      await().untilAsserted(() -> assertThat(lines).anyMatch(line -> line.contains("'key-1'")));
    }
    assertThat(lines).noneMatch(line -> line.contains("shown-nowhere"));
    assertThat(charon.log()).doesNotContain("shown-nowhere");
  }

  @Test
  void longRequest_arrivesWhole() throws Exception {
    var options = ViciSection.builder();
    IntStream.range(0, 7).forEach(i -> options.put("x" + i, new byte[ViciValue.MAX_LENGTH]));
    var request = ViciSection.builder().put("long", options.build()).build();
    assertThatExceptionOfType(ViciException.class)
        .isThrownBy(() -> connection.request("load-conn", request))
        .withMessage("load-conn: unknown option: x0, config discarded");
  }

  @ParameterizedTest
  @CsvSource({
    "list-sas, list-sa",
    "list-conns, list-conn",
    "list-policies, list-policy",
    "list-certs, list-cert",
    "list-authorities, list-authority",
  })
  void everyStreamedCommand_ends(String command, String event) throws Exception {
    assertThat(connection.stream(command, event, NOTHING)).isNotNull();
    assertThat(connection.isOpen()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({"get-algorithms", "get-pools", "get-authorities", "get-keys", "reload-settings"})
  void everyPlainAnswer_isUnderstood(String command) throws Exception {
    assertThat(connection.request(command, NOTHING)).isNotNull();
  }

  @Test
  void unknownCommandsAndEvents_areNamed() throws Exception {
    assertThatExceptionOfType(ViciException.class)
        .isThrownBy(() -> connection.request("sing", NOTHING))
        .withMessage("sing: charon knows no such command");
    assertThatExceptionOfType(ViciException.class)
        .isThrownBy(() -> connection.stream("list-sas", "song", NOTHING))
        .withMessage("song: charon knows no such event");
    assertThat(connection.isOpen()).isTrue();
  }

  @Test
  void attemptToConnect_isListed_andToldByEvents_untilTerminated() throws Exception {
    var lines = new LinkedBlockingQueue<String>();
    try (var events = logInto(lines)) {
      assertThat(events).isNotNull();
      connection.request("load-conn", connectionNamed("attempt"));
      connection.request("initiate", keys("ike", "attempt", "child", "net", "timeout", "-1"));
      await()
          .untilAsserted(() ->
              assertThat(connection.stream("list-sas", "list-sa", keys("ike", "attempt")))
                  .singleElement()
                  .returns(
                      Optional.of("CONNECTING"),
                      sa -> sa.section("attempt").flatMap(ike -> ike.text("state"))));
      await()
          .untilAsserted(
              () -> assertThat(lines).anyMatch(line -> line.startsWith("initiating IKE_SA att")));

      var controlLog = new ArrayList<String>();
      assertThatExceptionOfType(ViciException.class)
          .isThrownBy(() ->
              connection.stream(
                  "initiate",
                  "control-log",
                  keys("ike", "attempt", "child", "net", "timeout", "1500", "loglevel", "1"),
                  message -> message.text("msg").ifPresent(controlLog::add)))
          .withMessage("initiate: CHILD_SA 'net' not established after 1500ms");
      assertThat(controlLog).anyMatch(line -> line.startsWith("retransmit "));

      connection.request("terminate", keys("ike", "attempt", "force", "yes", "timeout", "-1"));
      await()
          .untilAsserted(
              () -> assertThat(connection.stream("list-sas", "list-sa", NOTHING)).isEmpty());
      connection.request("unload-conn", keys("name", "attempt"));
    }
  }

  @Test
  void moreConnectionsThanCharonAcceptsAtOnce_areAllServed() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          IntStream.range(0, 40)
              .mapToObj(i ->
                  threads.submit(() -> {
                    try (var own = ViciConnection.open(charon.socket(), AMPLE)) {
                      return own.request("version", NOTHING).text("daemon");
                    }
                  }))
              .toList();
      for (var answer : answers) {
        assertThat(answer.get()).contains("charon-systemd");
      }
    }
  }

  @Test
  void charonThatStandsStill_isATimeout_andServesANewConnectionAfterwards() throws Exception {
    try (var impatient = ViciConnection.open(charon.socket(), Duration.ofMillis(500))) {
      charon.pause();
      try {
        assertThatExceptionOfType(ViciTimeoutException.class)
            .isThrownBy(() -> impatient.request("stats", NOTHING))
            .withMessage("stats: not done by charon within 500 ms");
        assertThat(impatient.isOpen()).isFalse();
      } finally {
        charon.goOn();
      }
    }
    assertThat(connection.request("stats", NOTHING).isEmpty()).isFalse();
  }

  @Test
  void charonThatIsKilled_endsCommandsAndEvents(@TempDir Path own) throws Exception {
    BlockingQueue<Optional<IOException>> ends = new LinkedBlockingQueue<>();
    try (var victim = new CharonContainer(own)) {
      victim.start();
      try (var commands = ViciConnection.open(victim.socket(), AMPLE);
          var events =
              ViciEvents.subscribe(
                  victim.socket(),
                  List.of("log"),
                  AMPLE,
                  (name, message) -> {},
                  reason -> ends.add(Optional.ofNullable(reason)))) {
        assertThat(events).isNotNull();
        victim.kill();
        assertThat(ends.poll(AMPLE.toSeconds(), TimeUnit.SECONDS))
            .isNotNull()
            .satisfies(end -> assertThat(end).containsInstanceOf(EOFException.class));
        assertThatExceptionOfType(IOException.class)
            .isThrownBy(() -> commands.request("version", NOTHING))
            .withMessageStartingWith("charon ");
      }
      assertThatExceptionOfType(IOException.class)
          .isThrownBy(() -> ViciConnection.open(victim.socket(), AMPLE))
          .withMessageStartingWith("cannot connect to charon at ");
    }
  }
}
