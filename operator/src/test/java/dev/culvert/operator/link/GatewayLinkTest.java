package dev.culvert.operator.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.culvert.gateway.contract.Contract;
import dev.culvert.gateway.contract.GatewayState;
import dev.culvert.operator.pki.CertificateAuthority;
import dev.culvert.operator.pki.IssuedCertificate;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GatewayLinkTest {
  private static final CertificateAuthority AUTHORITY =
      CertificateAuthority.create(Clock.systemUTC());
  private static final String GATEWAY = "gw-0123456789";
  private static final String OTHER = "gw-9876543210";
  private static final String HERE = "127.0.0.1";

  private final AtomicReference<IssuedCertificate> shown =
      new AtomicReference<>(AUTHORITY.operatorCertificate());
  private final List<String> changes = new CopyOnWriteArrayList<>();
  private final List<Boolean> connects = new CopyOnWriteArrayList<>();
  private final List<PushResult> results = new CopyOnWriteArrayList<>();
  private FakeAgent agent;
  private GatewayLinks links;

  @BeforeEach
  void startAgent() throws Exception {
    agent = FakeAgent.of(AUTHORITY, GATEWAY, 0);
    links = links(agent.port());
  }

  @AfterEach
  void stop() {
    links.close();
    agent.close();
  }

  @Test
  void link_hearsTheStateAtOnce_andEachChange() throws Exception {
    links.endpoint(GATEWAY, HERE);
    awaitConnected();
    assertThat(links.state(GATEWAY)).contains(States.idle(GATEWAY, 1));
    assertThat(changes).containsExactly(GATEWAY);
    agent.emit(States.carrying(GATEWAY, 2, "00000001", 0));
    awaitState(States.carrying(GATEWAY, 2, "00000001", 0));
    assertThat(changes).hasSize(2);
  }

  @Test
  void countersThatMoveOn_refreshTheStateAndTellNobody() throws Exception {
    links.endpoint(GATEWAY, HERE);
    awaitConnected();
    agent.emit(States.carrying(GATEWAY, 2, "00000001", 0));
    agent.emit(States.carrying(GATEWAY, 3, "00000001", 5_000));
    awaitState(States.carrying(GATEWAY, 3, "00000001", 5_000));
    assertThat(changes).hasSize(2);
  }

  @Test
  void anotherGatewaysCertificate_isRefused_andNothingIsSent() throws Exception {
    replaceAgent(AUTHORITY.gatewayCertificate(OTHER));
    links.endpoint(GATEWAY, HERE);
    awaitFailure("the certificate of CN=gw-9876543210.gateway.culvert.internal was shown");
    assertThat(links.push(States.config(GATEWAY, 1)))
        .isInstanceOfSatisfying(
            PushResult.Unreachable.class,
            result ->
                assertThat(result.reason())
                    .contains("expected gw-0123456789.gateway.culvert.internal (server)"));
    assertThat(agent.pushed).isEmpty();
    assertThat(agent.streams).hasValue(0);
    assertThat(changes).isEmpty();
  }

  @Test
  void operatorsCertificateShownByAServer_isRefused() throws Exception {
    replaceAgent(AUTHORITY.operatorCertificate());
    links.endpoint(GATEWAY, HERE);
    awaitFailure("");
    assertThat(agent.streams).hasValue(0);
  }

  @Test
  void rightNameUnderAnotherAuthority_isRefused() throws Exception {
    replaceAgent(CertificateAuthority.create(Clock.systemUTC()).gatewayCertificate(GATEWAY));
    links.endpoint(GATEWAY, HERE);
    awaitFailure("its certificate is none that this installation gives a gateway");
    assertThat(agent.streams).hasValue(0);
  }

  @Test
  void gatewaysCertificateShownByAClient_isRefusedByTheAgent() {
    shown.set(AUTHORITY.gatewayCertificate(OTHER));
    links.endpoint(GATEWAY, HERE);
    awaitFailure("");
    assertThat(links.push(States.config(GATEWAY, 1))).isInstanceOf(PushResult.Unreachable.class);
    assertThat(agent.streams).hasValue(0);
    assertThat(agent.pushed).isEmpty();
  }

  @Test
  void renewedCertificate_isShownFromTheNextConnectionOn() throws Exception {
    links.endpoint(GATEWAY, HERE);
    awaitConnected();
    IssuedCertificate renewed = AUTHORITY.operatorCertificate();
    shown.set(renewed);
    agent.answers.add(FakeAgent.answer(200, Contract.write(States.holding(GATEWAY, 2, 1))));
    assertThat(links.push(States.config(GATEWAY, 1))).isInstanceOf(PushResult.Applied.class);
    assertThat(agent.clients).last().isEqualTo(renewed.certificate());
    assertThat(links.health(GATEWAY).connected()).isTrue();
    assertThat(agent.streams).hasValue(1);
  }

  @Test
  void restartedAgent_isHeardAgain_evenThoughItCountsFromTheStart() throws Exception {
    links.endpoint(GATEWAY, HERE);
    awaitConnected();
    agent.emit(States.carrying(GATEWAY, 9, "00000001", 0));
    awaitState(States.carrying(GATEWAY, 9, "00000001", 0));
    int port = agent.port();
    agent.close();
    await().until(() -> !links.health(GATEWAY).connected());
    assertThat(links.state(GATEWAY)).contains(States.carrying(GATEWAY, 9, "00000001", 0));
    int before = changes.size();
    agent = FakeAgent.of(AUTHORITY, GATEWAY, port);
    awaitState(States.idle(GATEWAY, 1));
    assertThat(links.health(GATEWAY).connected()).isTrue();
    assertThat(changes).hasSize(before + 1);
    assertThat(connects).containsExactly(false, true);
  }

  @Test
  void silentStream_isTakenForDeadAndOpenedAgain() throws Exception {
    links.close();
    links = links(agent.port(), Duration.ofSeconds(1));
    links.endpoint(GATEWAY, HERE);
    await().until(() -> agent.streams.get() >= 2);
    await().until(() -> changes.size() >= 3);
  }

  @Test
  void endedStream_isOpenedAgain() throws Exception {
    links.endpoint(GATEWAY, HERE);
    awaitConnected();
    agent.endStreams();
    await().until(() -> agent.streams.get() == 2 && links.health(GATEWAY).connected());
    assertThat(changes).hasSize(3);
  }

  @Test
  void healthyStreamsThatEnd_areOpenedAgainWithoutGrowingPauses() throws Exception {
    links.close();
    links = links(agent.port(), Duration.ofSeconds(10), Duration.ofHours(1));
    links.endpoint(GATEWAY, HERE);
    // Twelve doublings of the shortest pause would take minutes.
    for (int stream = 1; stream <= 12; stream++) {
      int opened = stream;
      await().until(() -> agent.streams.get() == opened && links.health(GATEWAY).connected());
      agent.emit(States.holding(GATEWAY, 2, stream));
      awaitState(States.holding(GATEWAY, 2, stream));
      agent.endStreams();
    }
  }

  @Test
  void malformedDocument_endsTheStream_andTheLastStateStays() throws Exception {
    links.endpoint(GATEWAY, HERE);
    awaitConnected();
    agent.first = "{]";
    agent.emit("{]\n");
    awaitFailure("its state cannot be used: GatewayState cannot be read");
    assertThat(links.state(GATEWAY)).contains(States.idle(GATEWAY, 1));
  }

  @Test
  void documentWithoutARequiredField_isNotTaken() {
    agent.first = agent.first.replace("\"dataplane\":\"userspace\"", "\"dataplane\":null");
    links.endpoint(GATEWAY, HERE);
    awaitFailure("its state lacks a required field");
    assertThat(links.state(GATEWAY)).isEmpty();
  }

  @Test
  void stateOfANewerContract_isNotTaken() {
    agent.first = agent.first.replace("\"contractVersion\":1", "\"contractVersion\":2");
    links.endpoint(GATEWAY, HERE);
    awaitFailure("it speaks version 2 of the contract, this operator 1");
    assertThat(links.state(GATEWAY)).isEmpty();
  }

  @Test
  void stateOfAnotherGateway_isNotTaken() {
    agent.first = Contract.write(States.idle(OTHER, 1));
    links.endpoint(GATEWAY, HERE);
    awaitFailure("its state is another gateway's");
    assertThat(links.state(GATEWAY)).isEmpty();
  }

  @Test
  void endlessDocument_isNotHeldInMemory() {
    agent.first = "[" + " ".repeat(200_000);
    links.endpoint(GATEWAY, HERE);
    awaitFailure("a document is larger than 100000 bytes");
  }

  @Test
  void acceptedPush_isApplied_andItsStateIsTheLatest() throws Exception {
    links.endpoint(GATEWAY, HERE);
    awaitConnected();
    GatewayState holding = States.holding(GATEWAY, 2, 1);
    agent.answers.add(FakeAgent.answer(200, Contract.write(holding)));
    assertThat(links.push(States.config(GATEWAY, 1))).isEqualTo(new PushResult.Applied(holding));
    assertThat(agent.pushed).containsExactly(Contract.write(States.config(GATEWAY, 1)));
    assertThat(links.state(GATEWAY)).contains(holding);
    assertThat(changes).hasSize(2);
    assertThat(results).hasSize(1);
  }

  @Test
  void higherRevisionAtTheGateway_isRefused() {
    links.endpoint(GATEWAY, HERE);
    GatewayState holding = States.holding(GATEWAY, 5, 8);
    agent.answers.add(FakeAgent.answer(409, Contract.write(holding)));
    assertThat(links.push(States.config(GATEWAY, 7))).isEqualTo(new PushResult.Refused(holding));
  }

  @Test
  void revisionTakenBefore_isNotRefused_evenWhileItIsNotAppliedYet() {
    links.endpoint(GATEWAY, HERE);
    GatewayState holding = States.holding(GATEWAY, 5, 8);
    agent.answers.add(FakeAgent.answer(409, Contract.write(holding)));
    assertThat(links.push(States.config(GATEWAY, 8))).isEqualTo(new PushResult.Applied(holding));
    assertThat(links.push(States.config(GATEWAY, 9))).isEqualTo(new PushResult.Applied(holding));
    assertThat(links.push(States.config(GATEWAY, 7).at("another", 7)))
        .isEqualTo(new PushResult.Applied(holding));
  }

  @Test
  void unusableDocument_isRejectedWithTheAgentsSentence() {
    links.endpoint(GATEWAY, HERE);
    agent.answers.add(FakeAgent.answer(400, "tunnels[0]:\n  no children\u0007\n"));
    agent.answers.add(FakeAgent.answer(404, ""));
    agent.answers.add(FakeAgent.answer(400, "x".repeat(9_000)));
    assertThat(links.push(States.config(GATEWAY, 1)))
        .isEqualTo(new PushResult.Rejected("tunnels[0]: no children"));
    assertThat(links.push(States.config(GATEWAY, 1)))
        .isEqualTo(new PushResult.Rejected("it answered the status 404"));
    assertThat(links.push(States.config(GATEWAY, 1)))
        .isEqualTo(new PushResult.Rejected("x".repeat(500) + "…"));
  }

  @Test
  void rejectedDocument_isToldOnce_andForgottenWhenTheNextOneIsTaken() {
    links.endpoint(GATEWAY, HERE);
    awaitConnected();
    assertThat(links.rejection(GATEWAY)).isEmpty();
    agent.answers.add(FakeAgent.answer(400, "no children"));
    agent.answers.add(FakeAgent.answer(400, "no children"));
    agent.answers.add(FakeAgent.answer(200, Contract.write(States.holding(GATEWAY, 2, 8))));
    links.push(States.config(GATEWAY, 7));
    assertThat(changes).hasSize(2);
    links.push(States.config(GATEWAY, 7));
    assertThat(links.rejection(GATEWAY)).contains(new Rejection("epoch", 7, "no children"));
    assertThat(changes).hasSize(2);
    links.push(States.config(GATEWAY, 8));
    assertThat(links.rejection(GATEWAY)).isEmpty();
    assertThat(changes).hasSize(3);
  }

  @Test
  void answerThatCannotBeUsed_isNoAnswer() {
    links.endpoint(GATEWAY, HERE);
    agent.answers.add(FakeAgent.answer(200, "fine"));
    agent.answers.add(FakeAgent.answer(500, "stack trace"));
    agent.answers.add(FakeAgent.answer(200, " ".repeat(200_000)));
    assertUnreachable("its state cannot be used");
    assertUnreachable("it answered the status 500");
    assertUnreachable("100000");
  }

  @Test
  void slowAnswer_isGivenUp() {
    links.endpoint(GATEWAY, HERE);
    agent.answers.add(agent.never());
    assertUnreachable("it did not answer within 3 s");
    assertThat(agent.pushed).hasSize(1);
  }

  @Test
  void brokenConnection_isTriedOnceMore() {
    links.endpoint(GATEWAY, HERE);
    agent.answers.add(com.sun.net.httpserver.HttpExchange::close);
    agent.answers.add(FakeAgent.answer(200, Contract.write(States.holding(GATEWAY, 2, 1))));
    assertThat(links.push(States.config(GATEWAY, 1))).isInstanceOf(PushResult.Applied.class);
    assertThat(agent.pushed).hasSize(2);
  }

  @Test
  void gatewayWithoutAnAddress_isUnreachable() {
    assertUnreachable("it has no address");
    links.endpoint(GATEWAY, null);
    assertUnreachable("it has no address");
    assertThat(links.state(GATEWAY)).isEmpty();
    assertThat(links.health(GATEWAY).connected()).isFalse();
  }

  @Test
  void sameAddressAgain_keepsTheStream() throws Exception {
    links.endpoint(GATEWAY, HERE);
    awaitConnected();
    links.endpoint(GATEWAY, HERE);
    assertThat(changes).hasSize(1);
    agent.emit(States.holding(GATEWAY, 2, 1));
    awaitState(States.holding(GATEWAY, 2, 1));
    assertThat(agent.streams).hasValue(1);
  }

  @Test
  void movedGateway_isHeardAtItsNewAddress_andNoMoreAtTheOld() throws Exception {
    links.endpoint(GATEWAY, HERE);
    awaitConnected();
    try (FakeAgent moved =
        new FakeAgent(
            AUTHORITY, AUTHORITY.gatewayCertificate(GATEWAY), "127.0.0.2", agent.port())) {
      moved.first = Contract.write(States.holding(GATEWAY, 1, 3));
      links.endpoint(GATEWAY, "127.0.0.2");
      assertThat(changes).hasSize(2);
      assertThat(links.state(GATEWAY)).contains(States.idle(GATEWAY, 1));
      awaitState(States.holding(GATEWAY, 1, 3));
      emitToTheOldOne();
      assertThat(links.state(GATEWAY)).contains(States.holding(GATEWAY, 1, 3));
      assertThat(agent.streams).hasValue(1);
    }
  }

  @Test
  void gatewayThatLosesItsAddress_keepsItsLastState_untilForgotten() {
    links.endpoint(GATEWAY, HERE);
    awaitConnected();
    links.endpoint(GATEWAY, null);
    assertThat(links.health(GATEWAY).connected()).isFalse();
    assertThat(links.health(GATEWAY).failure()).isEqualTo("it has no address");
    assertThat(changes).hasSize(2);
    assertThat(links.state(GATEWAY)).isPresent();
    links.forget(GATEWAY);
    assertThat(links.state(GATEWAY)).isEmpty();
    assertThat(changes).hasSize(2);
  }

  @Test
  void closedLinks_leaveNoStreamBehind() {
    links.endpoint(GATEWAY, HERE);
    awaitConnected();
    links.close();
    // The agent notices when it next writes.
    await()
        .untilAsserted(() ->
            assertThat(
                    org.assertj.core.api.Assertions.catchThrowable(
                        () -> agent.emit(States.idle(GATEWAY, 2))))
                .isInstanceOf(IOException.class));
  }

  private void emitToTheOldOne() {
    try {
      agent.emit(States.holding(GATEWAY, 50, 1));
    } catch (IOException e) {
      // Its client has gone, as it should.
    }
  }

  private void replaceAgent(IssuedCertificate certificate) throws Exception {
    int port = agent.port();
    agent.close();
    agent = new FakeAgent(AUTHORITY, certificate, HERE, port);
    agent.first = Contract.write(States.idle(GATEWAY, 1));
  }

  private void assertUnreachable(String reason) {
    assertThat(links.push(States.config(GATEWAY, 1)))
        .isInstanceOfSatisfying(
            PushResult.Unreachable.class, result -> assertThat(result.reason()).contains(reason));
  }

  private void awaitConnected() {
    await().until(() -> links.health(GATEWAY).connected() && !changes.isEmpty());
  }

  private void awaitState(GatewayState state) {
    await().untilAsserted(() -> assertThat(links.state(GATEWAY)).contains(state));
    await().until(() -> links.health(GATEWAY).connected());
  }

  private void awaitFailure(String clause) {
    await()
        .untilAsserted(
            () -> assertThat(links.health(GATEWAY).failure()).isNotNull().contains(clause));
  }

  private GatewayLinks links(int port) {
    return links(port, Duration.ofSeconds(10));
  }

  private GatewayLinks links(int port, Duration silence) {
    return links(port, silence, Duration.ofMillis(100));
  }

  private GatewayLinks links(int port, Duration silence, Duration longestPause) {
    return new GatewayLinks(
        () -> new LinkCredentials(shown.get(), AUTHORITY.bundle()),
        new LinkSettings(
            port,
            Duration.ofSeconds(3),
            Duration.ofSeconds(3),
            silence,
            Duration.ofMillis(20),
            longestPause,
            100_000),
        Clock.systemUTC(),
        changes::add,
        new LinkObserver() {
          @Override
          public void onConnect(boolean again) {
            connects.add(again);
          }

          @Override
          public void onPush(PushResult result) {
            results.add(result);
          }
        });
  }
}
