package dev.culvert.gateway.agent.tunnels;

import static dev.culvert.gateway.agent.tunnels.Sample.ID;
import static dev.culvert.gateway.agent.tunnels.Sample.established;
import static dev.culvert.gateway.agent.tunnels.Sample.installed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.culvert.gateway.agent.charon.CharonEvent;
import dev.culvert.gateway.agent.config.Document;
import dev.culvert.gateway.agent.dataplane.PacketPolicy;
import dev.culvert.gateway.agent.dataplane.Prefix;
import dev.culvert.gateway.agent.names.Answer;
import dev.culvert.gateway.agent.names.WantedNames;
import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.gateway.contract.GatewayState;
import dev.culvert.gateway.contract.GatewayState.Problem;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelConfig.Initiation;
import dev.culvert.gateway.contract.TunnelState;
import dev.culvert.gateway.contract.TunnelState.NameLookup;
import dev.culvert.gateway.contract.TunnelState.Phase;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class GatewayTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private final FakeCharon charon = new FakeCharon();
  private final FakeDataplane dataplane = new FakeDataplane(charon);
  private final StateBoard board = new StateBoard();
  private final Gateway gateway = new Gateway("gw-a", dataplane, board, UnaryOperator.identity());

  @Test
  void document_opensTheDataplaneBeforeCharonHearsOfIt() throws IOException {
    gateway.newDocument(document(3, Sample.tunnel().config()), NOW);
    gateway.pass(NOW);
    assertThat(state().revision()).isZero();
    assertThat(dataplane.applied).hasSize(1);

    gateway.charonStarted(charon, NOW);
    gateway.pass(NOW);
    assertThat(charon.calls)
        .containsExactly("loadKey uid-a-v1", "loadConnection uid-a", "initiate uid-a net");
    assertThat(state().revision()).isEqualTo(3);
    assertThat(tunnel().phase()).isEqualTo(Phase.CONNECTING);
  }

  @Test
  void dataplaneThatFails_keepsCharonFromHearingOfTheDocument_andIsSaid() throws IOException {
    dataplane.failing = true;
    gateway.newDocument(document(1, Sample.tunnel().config()), NOW);
    gateway.charonStarted(charon, NOW);

    assertThatThrownBy(() -> gateway.pass(NOW)).isInstanceOf(IOException.class);

    assertThat(charon.calls).isEmpty();
    assertThat(state().problems()).extracting(Problem::reason).containsExactly("DataplaneFailed");

    dataplane.failing = false;
    gateway.pass(NOW);
    assertThat(charon.calls).isNotEmpty();
    assertThat(state().problems()).isEmpty();
  }

  @Test
  void gatewayThatIsNotOnItsNetwork_loadsNothing_andSaysSoAfterAWhile() throws IOException {
    dataplane.inside = false;
    gateway.newDocument(document(1, Sample.tunnel().config()), NOW);
    gateway.charonStarted(charon, NOW);

    assertThat(gateway.pass(NOW)).isEqualTo(NOW.plusMillis(100));
    assertThat(charon.calls).isEmpty();
    assertThat(dataplane.admitsPeers).isFalse();
    assertThat(state().problems()).isEmpty();
    gateway.pass(NOW.plusSeconds(3));
    assertThat(state().problems())
        .extracting(Problem::reason)
        .containsExactly("InsideInterfaceMissing");

    dataplane.inside = true;
    gateway.pass(NOW.plusSeconds(4));
    assertThat(charon.calls).isNotEmpty();
    assertThat(dataplane.admitsPeers).isTrue();
    assertThat(state().problems()).isEmpty();
  }

  @Test
  void peersComeIn_onceAllTunnelsAreLoaded_andBeforeAnyIsInitiated() throws IOException {
    start(Sample.tunnel().config(), other("uid-b", "c.link"));

    assertThat(dataplane.toldBeforePeers)
        .containsExactly(
            "loadKey uid-a-v1", "loadConnection uid-a", "loadKey uid-b-v1", "loadConnection uid-b");
    assertThat(charon.calls).endsWith("initiate uid-a net", "initiate uid-b net");
  }

  @Test
  void peersStayOut_fromTheEndOfACharonUntilTheNextKnowsTheTunnels() throws IOException {
    start(Sample.tunnel().config());
    gateway.charonEnded(NOW.plusSeconds(1));
    gateway.pass(NOW.plusSeconds(1));
    assertThat(dataplane.admitsPeers).isFalse();

    charon.calls.clear();
    gateway.charonStarted(charon, NOW.plusSeconds(2));
    gateway.pass(NOW.plusSeconds(2));

    assertThat(dataplane.admitsPeers).isTrue();
    assertThat(dataplane.toldBeforePeers)
        .containsExactly("loadKey uid-a-v1", "loadConnection uid-a");
  }

  @Test
  void tunnelThatCharonRefuses_keepsNoPeersOut() throws IOException {
    charon.refusesConnections = true;
    start(Sample.tunnel().config());

    assertThat(dataplane.admitsPeers).isTrue();
  }

  @Test
  void networkThatGoesLater_leavesTheTunnels() throws IOException {
    start(Sample.tunnel().config());
    charon.sas = List.of(established(1, 3, installed(1, "net", 3)));
    dataplane.inside = false;

    gateway.pass(NOW.plusSeconds(1));

    assertThat(tunnel().phase()).isEqualTo(Phase.INSTALLED);
  }

  @Test
  void establishedTunnel_isReportedWithItsFacts() throws IOException {
    start(Sample.tunnel().generation(4).config());
    charon.sas = List.of(established(1, 3, installed(1, "net", 3)));
    gateway.pass(NOW.plusSeconds(1));

    assertThat(tunnel().phase()).isEqualTo(Phase.INSTALLED);
    assertThat(tunnel().generation()).isEqualTo(4);
    assertThat(tunnel().ikeSas()).isEqualTo(1);
    assertThat(tunnel().observedPeer()).isEqualTo("192.0.2.2:4500");
    assertThat(tunnel().lastEstablished()).isEqualTo(NOW.plusSeconds(1));
    assertThat(tunnel().childSas())
        .singleElement()
        .satisfies(child -> assertThat(child.spiIn()).isEqualTo("c0000001"));
  }

  @Test
  void installedChildren_areReachable_andNothingElse() throws IOException {
    start(Sample.tunnel().config());
    assertThat(dataplane.reached).isEmpty();

    charon.sas = List.of(established(1, 3, installed(1, "net", 3)));
    gateway.pass(NOW);
    assertThat(dataplane.reached).containsExactly(Prefix.parse("10.2.0.0/16"));

    charon.sas = List.of(established(1, 3));
    gateway.pass(NOW);
    assertThat(dataplane.reached).isEmpty();
  }

  @Test
  void editOfOneTunnel_isAllCharonHears() throws IOException {
    var other = other("uid-b", "c.link");
    start(Sample.tunnel().config(), other);
    charon.calls.clear();

    gateway.newDocument(document(2, Sample.tunnel().keys("v2").config(), other), NOW);
    gateway.pass(NOW);

    assertThat(charon.calls).noneMatch(call -> call.contains("uid-b"));
    assertThat(charon.calls).contains("loadKey uid-a-v2", "unloadKey uid-a-v1");
  }

  @Test
  void removedTunnel_isForgottenOnceItsSasAreGone() throws IOException {
    start(Sample.tunnel().config());
    charon.sas = List.of(established(1, 3, installed(1, "net", 3)));
    gateway.newDocument(document(2), NOW);
    gateway.pass(NOW);
    assertThat(charon.calls).contains("terminateIkeSa 1", "unloadConnection uid-a");
    assertThat(state().tunnels()).isEmpty();

    charon.sas = List.of();
    charon.calls.clear();
    gateway.pass(NOW);
    gateway.pass(NOW);
    assertThat(charon.calls).isEmpty();
  }

  @Test
  void ikeSaThatAPeerHasMade_whileItsTunnelWasTakenAway_isClosed() throws IOException {
    start(Sample.tunnel().config());
    gateway.newDocument(document(2), NOW);
    gateway.pass(NOW);
    charon.sas = List.of(established(5, 1, installed(1, "net", 1)));
    charon.calls.clear();

    gateway.pass(NOW);

    assertThat(charon.calls).containsExactly("terminateIkeSa 5");
  }

  @Test
  void restartedCharon_isToldEverythingAndInitiates_whoeverIsExpectedTo() throws IOException {
    start(Sample.tunnel().initiation(Initiation.AFTER_DELAY).config());
    charon.calls.clear();

    gateway.charonEnded(NOW);
    gateway.pass(NOW);
    assertThat(state().charon().running()).isFalse();
    assertThat(tunnel().phase()).isEqualTo(Phase.IDLE);

    gateway.charonStarted(charon, NOW);
    gateway.pass(NOW);
    assertThat(charon.calls)
        .containsExactly("loadKey uid-a-v1", "loadConnection uid-a", "initiate uid-a net");
    assertThat(state().charon().restarts()).isEqualTo(1);
  }

  @Test
  void freshGateway_givesTheExpectedInitiatorOneSecond() throws IOException {
    var wakeAt = start(Sample.tunnel().initiation(Initiation.AFTER_DELAY).config());
    assertThat(charon.calls).doesNotContain("initiate uid-a net");
    assertThat(wakeAt).isEqualTo(NOW.plusSeconds(1));

    gateway.pass(NOW.plusSeconds(1));
    assertThat(charon.calls).contains("initiate uid-a net");
  }

  @Test
  void tunnelThatCharonRefuses_isSaid_andLeavesTheOthersAlone() throws IOException {
    charon.refusesConnections = true;
    start(Sample.tunnel().config());
    gateway.pass(NOW);

    assertThat(tunnel().generation()).isZero();
    assertThat(state().problems())
        .containsExactly(
            new Problem(ID, "RefusedByIkeDaemon", "load-conn: invalid value for: proposals"));
    assertThat(charon.calls).containsOnlyOnce("loadConnection uid-a");

    charon.refusesConnections = false;
    gateway.newDocument(document(2, Sample.tunnel().dpdSeconds(9).config()), NOW);
    gateway.pass(NOW);
    assertThat(state().problems()).isEmpty();
  }

  @Test
  void charonThatFallsSilent_isAskedAgain_andTheStateSaysNoMoreThanBefore() throws IOException {
    start(Sample.tunnel().config());
    charon.isSilent = true;

    assertThatThrownBy(() -> gateway.pass(NOW)).isInstanceOf(IOException.class);

    assertThat(state().revision()).isEqualTo(1);
  }

  @Test
  void eventsOfUnknownConnections_areIgnored() throws IOException {
    start(Sample.tunnel().config());

    assertThat(gateway.charonSaid(new CharonEvent.LogLine("(unnamed)", 9, "IKE", "x"), NOW))
        .isFalse();
    assertThat(
            gateway.charonSaid(
                new CharonEvent.LogLine(
                    ID, 1, "IKE", "received AUTHENTICATION_FAILED notify error"),
                NOW))
        .isTrue();
  }

  @Test
  void nameOfAPeer_isWanted_andDialledOnceItIsKnown() throws IOException {
    start(named());
    assertThat(gateway.wantedNames())
        .isEqualTo(new WantedNames(Set.of("hq.example"), Set.of("hq.example")));
    assertThat(charon.calls).containsExactly("loadKey uid-a-v1", "loadConnection uid-a");

    assertThat(found("192.0.2.2")).isTrue();
    assertThat(found("192.0.2.2")).isFalse();
    gateway.pass(NOW);

    assertThat(charon.calls).endsWith("loadConnection uid-a", "initiate uid-a net");
    assertThat(tunnel().lookup())
        .isEqualTo(new NameLookup("hq.example", List.of("192.0.2.2"), null));
  }

  @Test
  void failedLookup_leavesALivingTunnelAlone_andIsReported() throws IOException {
    start(named());
    found("192.0.2.2");
    charon.sas = List.of(established(1, 3, installed(1, "net", 3)));
    gateway.pass(NOW);
    charon.calls.clear();

    gateway.nameAnswered("hq.example", new Answer.Failed("DnsFailure", "No such name."), NOW);
    gateway.pass(NOW);

    assertThat(charon.calls).isEmpty();
    assertThat(gateway.wantedNames().urgent()).isEmpty();
    assertThat(tunnel().lookup().addresses()).containsExactly("192.0.2.2");
    assertThat(tunnel().lookup().fault().reason()).isEqualTo("DnsFailure");
    assertThat(tunnel().lastEvent()).isNull();
  }

  @Test
  void tunnelWithNothingToDial_saysWhatItsNameLacks() throws IOException {
    start(named());

    gateway.nameAnswered("hq.example", new Answer.Failed("NoIPv4Address", "AAAA only."), NOW);
    gateway.pass(NOW);

    assertThat(tunnel().lastEvent().reason()).isEqualTo("NoIPv4Address");
  }

  @Test
  void peerOfAnotherIdentity_isToldToTheTunnelsThatDialIt_unlessTheyAreUp() throws IOException {
    start(Sample.tunnel().config(), other("uid-b", "c.link", "192.0.2.77"));

    assertThat(unmatchedPeerAt("192.0.2.2", "y")).isTrue();
    gateway.pass(NOW);
    assertThat(tunnel().lastEvent().reason()).isEqualTo("IdentityMismatch");
    assertThat(state().tunnels().getLast().lastEvent()).isNull();

    charon.sas = List.of(established(1, 3, installed(1, "net", 3)));
    gateway.pass(NOW);
    assertThat(unmatchedPeerAt("192.0.2.2", "z")).isFalse();
  }

  @Test
  void strangersOffer_isUnconfirmed_andHidesNothingThatIsKnown() throws IOException {
    start(Sample.tunnel().config());
    line(ID, 1, "received NO_PROPOSAL_CHOSEN notify error");

    line("(unnamed)", 9, "192.0.2.2 is initiating an IKE_SA");
    line("(unnamed)", 9, "received proposals: IKE:3DES_CBC");
    assertThat(line("(unnamed)", 9, "received proposals unacceptable")).isTrue();
    gateway.pass(NOW);

    assertThat(tunnel().lastEvent().reason()).isEqualTo("RejectedByPeer");
    assertThat(tunnel().lastEvent().message())
        .contains("NO_PROPOSAL_CHOSEN")
        .endsWith(
            "And unconfirmed, from 192.0.2.2: The peer offers nothing for IKE that this end takes:"
                + " IKE:3DES_CBC.");
  }

  @Test
  void keyThatStrangersProveInVain_isUnconfirmed_whereverTheyAre() throws IOException {
    start(Sample.tunnel().config());

    line("(unnamed)", 9, "192.0.2.66 is initiating an IKE_SA");
    line(ID, 9, "tried 1 shared key for 'a' - 'b', but MAC mismatched");
    gateway.pass(NOW);

    assertThat(tunnel().lastEvent().message()).startsWith("unconfirmed, from 192.0.2.66: ");
  }

  @Test
  void peerThatRepeatsItsFirstMessage_doesNotHearUs() throws IOException {
    start(Sample.tunnel().config());

    line("(unnamed)", 9, "192.0.2.2 is initiating an IKE_SA");
    line("(unnamed)", 9, "received retransmit of request with ID 0, retransmitting response");
    gateway.pass(NOW);

    assertThat(tunnel().lastEvent().reason()).isEqualTo("ReturnPathBlocked");
  }

  @Test
  void requestThatAnEstablishedPeerRepeats_isNoFault() throws IOException {
    start(Sample.tunnel().config());
    charon.sas = List.of(established(1, 3, installed(1, "net", 3)));
    gateway.pass(NOW);

    line(ID, 1, "received retransmit of request with ID 0, retransmitting response");
    line(ID, 1, "retransmit 1 of request with message ID 1");
    gateway.pass(NOW);

    assertThat(tunnel().lastEvent()).isNull();
  }

  @Test
  void lineThatSaysNothingNew_isNoNews_besideAnUnconfirmedWord() throws IOException {
    start(Sample.tunnel().config());
    line("(unnamed)", 9, "192.0.2.2 is initiating an IKE_SA");
    line(ID, 9, "tried 1 shared key for 'a' - 'b', but MAC mismatched");

    assertThat(line(ID, 1, "sending DPD request")).isFalse();
  }

  private boolean line(String connection, long ikeSa, String text) {
    return gateway.charonSaid(new CharonEvent.LogLine(connection, ikeSa, "IKE", text), NOW);
  }

  private boolean unmatchedPeerAt(String address, String identity) {
    gateway.charonSaid(
        new CharonEvent.LogLine(
            "(unnamed)",
            9,
            "CFG",
            "looking for peer configs matching 192.0.2.1[a]...%s[%s]".formatted(address, identity)),
        NOW);
    return gateway.charonSaid(
        new CharonEvent.LogLine("(unnamed)", 9, "CFG", "no matching peer config found"), NOW);
  }

  private static TunnelConfig named() {
    return Sample.tunnel().name("hq.example").config();
  }

  private boolean found(String address) {
    return gateway.nameAnswered("hq.example", new Answer.Found(List.of(address)), NOW);
  }

  @Test
  void keys_appearInNoState() throws IOException {
    start(Sample.tunnel().config());

    assertThat(state().toString()).doesNotContain("secret-of");
  }

  private Instant start(TunnelConfig... tunnels) throws IOException {
    gateway.newDocument(document(1, tunnels), NOW);
    gateway.charonStarted(charon, NOW);
    return gateway.pass(NOW);
  }

  private GatewayState state() {
    return board.newest().orElseThrow();
  }

  private TunnelState tunnel() {
    return state().tunnels().getFirst();
  }

  private static TunnelConfig other(String id, String peer, String address) {
    return other(id, peer).dialling(List.of(address));
  }

  private static TunnelConfig other(String id, String peer) {
    var model = Sample.tunnel().identities("a.link", peer).config();
    return new TunnelConfig(
        id,
        "team/" + id,
        1,
        model.localIdentity(),
        peer,
        2,
        null,
        model.remoteAddresses(),
        500,
        model.keys(),
        model.ikeProposals(),
        model.espProposals(),
        5,
        14400,
        3600,
        Initiation.AT_ONCE,
        true,
        false,
        model.children());
  }

  private static Document document(long revision, TunnelConfig... tunnels) {
    var config =
        new GatewayConfig(
            1, "gw-a", "e", revision, "10.1.0.4", null, List.of("10.1.0.0/16"), List.of(tunnels));
    return new Document(config, List.of(tunnels), PacketPolicy.CLOSED, List.of());
  }
}
