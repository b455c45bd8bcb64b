package dev.culvert.gateway.agent.tunnels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.culvert.gateway.agent.charon.CharonEvent;
import dev.culvert.gateway.agent.charon.ChildSa;
import dev.culvert.gateway.agent.charon.IkeSa;
import dev.culvert.gateway.agent.config.Document;
import dev.culvert.gateway.agent.dataplane.PacketPolicy;
import dev.culvert.gateway.agent.names.Answer;
import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.gateway.contract.GatewayState;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelConfig.Initiation;
import dev.culvert.gateway.contract.TunnelState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A hub of twenty tunnels, one of whose devices fails for a day of simulated time, in each way that
 * docs/states.md lists. The way is told as charon tells it, over and over.
 */
class FailingDeviceTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration WARM_UP = Duration.ofHours(6);
  private static final Duration DAY = Duration.ofHours(24);
  private static final String FAILING = "uid-failing";
  private static final String ADDRESS = "198.51.100.9";
  private static final int OTHERS = 19;
  private static final int MOST_NEWS_AN_HOUR = 6;

  /** How one attempt goes, this end's or the device's. */
  private enum Way {
    NO_ANSWER("NoAnswer", "retransmit 1 of request with message ID 0"),
    NO_ANSWER_ON_4500("NoAnswerOn4500", "retransmit 2 of request with message ID 1"),
    REJECTED("RejectedByPeer", "received AUTHENTICATION_FAILED notify error"),
    NOT_SET_UP("RejectedByPeer", "received NO_PROPOSAL_CHOSEN notify error"),
    OTHER_KEY("PskMismatch", "tried 1 shared key for 'a.link' - 'x.link', but MAC mismatched"),
    NO_KEY("PskMissing", "no shared key found for 'a.link' - 'x.link'"),
    OTHER_IDENTITY("IdentityMismatch", "IDir 'y.link' does not match to 'x.link'"),
    OTHER_ESP("EspProposalMismatch", "received NO_PROPOSAL_CHOSEN notify, no CHILD_SA built"),
    OTHER_PREFIXES("TsMismatch", "received TS_UNACCEPTABLE notify, no CHILD_SA built"),
    GIVES_UP("PeerTimeout", "giving up after 5 retransmits"),
    CLOSES("ClosedByPeer", "received DELETE for IKE_SA x[1]"),
    STRANGER(
        "IdentityMismatch",
        "looking for peer configs matching 192.0.2.1[a.link]..." + ADDRESS + "[y.link]",
        "no matching peer config found"),
    WEAK(
        "IkeProposalMismatch",
        "received proposals: IKE:3DES_CBC/HMAC_SHA1_96/PRF_HMAC_SHA1/MODP_1024",
        "received proposals unacceptable"),
    DEAF("ReturnPathBlocked", "received retransmit of request with ID 0, retransmitting response"),
    NO_NAME("DnsFailure"),
    NO_IPV4("NoIPv4Address"),
    NARROWS("TsNarrowed");

    final String reason;
    final List<String> lines;

    Way(String reason, String... lines) {
      this.reason = reason;
      this.lines = List.of(lines);
    }

    boolean isNamed() {
      return this == NO_NAME || this == NO_IPV4;
    }

    /** Whether it is the device that tries, and is refused before a tunnel is chosen. */
    boolean isOfStranger() {
      return this == STRANGER || this == WEAK || this == DEAF;
    }

    /** Whether the tunnel comes up each time, and ends but for the narrowed one. */
    boolean comesUp() {
      return this == GIVES_UP || this == CLOSES || this == NARROWS;
    }
  }

  private final FakeCharon charon = new FakeCharon();
  private final FakeDataplane dataplane = new FakeDataplane(charon);
  private final StateBoard board = new StateBoard();
  private final Gateway gateway = new Gateway("gw", dataplane, board, UnaryOperator.identity());

  private record Due(Instant at, Step step) {}

  private interface Step {
    void run() throws IOException;
  }

  private final PriorityQueue<Due> agenda = new PriorityQueue<>(Comparator.comparing(Due::at));
  private final List<IkeSa> living = new ArrayList<>();
  private final Map<String, Integer> newsByHour = new HashMap<>();
  private Instant now = START;
  private Instant nextPass = START;
  private long ikeSas = 1000;
  private final Set<String> reasons = new HashSet<>();
  private @Nullable String told;

  @ParameterizedTest
  @EnumSource
  void deviceThatFailsForADay_growsNothing_touchesNoOtherTunnel_andIsSaidAtMostSixTimesAnHour(
      Way way) throws IOException {
    start(way);
    runUntil(way, START.plus(WARM_UP));
    int warm = HeldObjects.count(gateway, board);
    String others = others();
    charon.calls.clear();

    long othersTouched = 0;
    for (Duration hour = WARM_UP; hour.compareTo(DAY) < 0; hour = hour.plusHours(1)) {
      runUntil(way, START.plus(hour.plusHours(1)));
      othersTouched += charon.calls.stream().filter(call -> call.contains("uid-other")).count();
      charon.calls.clear();
    }

    assertThat(othersTouched).isZero();
    assertThat(others()).isEqualTo(others);
    assertThat(HeldObjects.count(gateway, board)).isLessThanOrEqualTo(warm + warm / 20);
    assertThat(reasons).contains(way.reason);
    if (!way.comesUp()) {
      assertThat(newsByHour.values()).allMatch(news -> news <= MOST_NEWS_AN_HOUR);
    }
  }

  private void start(Way way) throws IOException {
    var tunnels = new ArrayList<TunnelConfig>();
    for (int i = 0; i < OTHERS; i++) {
      tunnels.add(tunnel("uid-other-" + i, peer(i), null, "192.0.2." + (10 + i)));
    }
    tunnels.add(
        way.isNamed()
            ? tunnel(FAILING, "x.link", "x.example")
            : tunnel(FAILING, "x.link", null, ADDRESS));
    var config =
        new GatewayConfig(
            1, "gw", "e", 1, "10.1.0.4", null, List.of("10.1.0.0/16"), List.copyOf(tunnels));
    gateway.newDocument(
        new Document(config, List.copyOf(tunnels), PacketPolicy.CLOSED, List.of()), now);
    gateway.charonStarted(charon, now);
    if (way.isNamed()) {
      every(
          Duration.ofSeconds(2),
          () ->
              gateway.nameAnswered(
                  "x.example",
                  new Answer.Failed(way.reason, "The name x.example has no address."),
                  now));
    } else if (way.isOfStranger()) {
      every(Duration.ofSeconds(4), () -> strangerTries(way));
    }
  }

  private void every(Duration period, Step step) {
    agenda.add(
        new Due(
            now.plus(period),
            () -> {
              step.run();
              every(period, step);
            }));
  }

  private void runUntil(Way way, Instant end) throws IOException {
    while (true) {
      var due = agenda.peek();
      boolean passes = due == null || !nextPass.isAfter(due.at());
      Instant next = passes ? nextPass : due.at();
      if (next.isAfter(end)) {
        now = end;
        return;
      }
      now = next.isBefore(now) ? now : next;
      if (passes) {
        pass(way);
      } else {
        agenda.remove().step().run();
      }
      note();
    }
  }

  private void pass(Way way) throws IOException {
    charon.sas = List.copyOf(living);
    int before = charon.calls.size();
    var wakeAt = gateway.pass(now);
    nextPass = now.plusSeconds(5);
    if (wakeAt != null && wakeAt.isBefore(nextPass)) {
      nextPass = wakeAt.isAfter(now) ? wakeAt : now.plusMillis(1);
    }
    for (var call : List.copyOf(charon.calls.subList(before, charon.calls.size()))) {
      if (call.startsWith("initiate " + FAILING)) {
        attempt(way);
      } else if (call.startsWith("initiate uid-other-")) {
        int number = Integer.parseInt(call.split("[- ]")[3]);
        living.add(
            established(ikeSas++, "uid-other-" + number, peer(number), "192.0.2." + (10 + number)));
        nextPass = now;
      } else if (call.startsWith("terminateIkeSa ")) {
        long id = Long.parseLong(call.substring("terminateIkeSa ".length()));
        living.removeIf(sa -> sa.id() == id);
      }
    }
  }

  /** This end tries, as it was just told; how that ends is known six seconds later. */
  private void attempt(Way way) {
    long id = ikeSas++;
    var connecting = sa(id, FAILING, "CONNECTING", "x.link", ADDRESS, List.of());
    living.add(connecting);
    agenda.add(
        new Due(
            now.plusSeconds(6),
            () -> {
              if (!living.remove(connecting)) {
                return;
              }
              if (way.comesUp()) {
                var up =
                    sa(
                        id,
                        FAILING,
                        "ESTABLISHED",
                        "x.link",
                        ADDRESS,
                        List.of(
                            way == Way.NARROWS ? narrowed(id) : Sample.installed(id, "net", 60)));
                living.add(up);
                say(new CharonEvent.IkeUpDown(true, up));
                say(new CharonEvent.ChildUpDown(true, up));
                if (way != Way.NARROWS) {
                  agenda.add(new Due(now.plusSeconds(60), () -> end(way, up)));
                }
              } else {
                if (!way.isOfStranger()) {
                  lines(way, FAILING, id);
                }
                say(new CharonEvent.IkeUpDown(false, connecting));
              }
            }));
  }

  private void end(Way way, IkeSa up) {
    living.remove(up);
    lines(way, FAILING, up.id());
    say(new CharonEvent.ChildUpDown(false, up));
    say(new CharonEvent.IkeUpDown(false, up));
  }

  private void strangerTries(Way way) {
    long id = ikeSas++;
    say(new CharonEvent.LogLine("(unnamed)", id, "IKE", ADDRESS + " is initiating an IKE_SA"));
    lines(way, "(unnamed)", id);
  }

  private void lines(Way way, String connection, long id) {
    way.lines.forEach(line -> say(new CharonEvent.LogLine(connection, id, "IKE", line)));
  }

  private void say(CharonEvent event) {
    if (gateway.charonSaid(event, now) && now.plusMillis(20).isBefore(nextPass)) {
      nextPass = now.plusMillis(20);
    }
  }

  /** Counts how often the failing tunnel's reason became another one, by the hour. */
  private void note() {
    String event = latest().isEmpty() ? "" : event(failing());
    reasons.add(event.split(":")[0]);
    if (!event.equals(told)) {
      told = event;
      newsByHour.merge(String.valueOf(Duration.between(START, now).toHours()), 1, Integer::sum);
    }
  }

  private static String event(TunnelState tunnel) {
    var last = tunnel.lastEvent();
    return last == null ? "" : last.reason() + ": " + last.message();
  }

  private List<TunnelState> latest() {
    return board.newest().map(GatewayState::tunnels).orElse(List.of());
  }

  private TunnelState failing() {
    return latest().stream()
        .filter(tunnel -> tunnel.id().equals(FAILING))
        .findFirst()
        .orElseThrow();
  }

  private String others() {
    return latest().stream().filter(tunnel -> !tunnel.id().equals(FAILING)).toList().toString();
  }

  private static TunnelConfig tunnel(
      String id, String peer, @Nullable String name, String... addresses) {
    var model = Sample.tunnel().config();
    return new TunnelConfig(
        id,
        "team/" + id,
        1,
        model.localIdentity(),
        peer,
        2,
        name,
        List.of(addresses),
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

  private static String peer(int other) {
    return "other-%d.link".formatted(other);
  }

  private static ChildSa narrowed(long id) {
    var asked = Sample.installed(id, "net", 60);
    return new ChildSa(
        asked.id(),
        asked.name(),
        asked.state(),
        asked.spiIn(),
        asked.spiOut(),
        asked.localPrefixes(),
        List.of("10.2.1.0/24"),
        asked.ageSeconds(),
        asked.traffic());
  }

  private static IkeSa established(long id, String connection, String peer, String address) {
    return sa(
        id, connection, "ESTABLISHED", peer, address, List.of(Sample.installed(id, "net", 60)));
  }

  private static IkeSa sa(
      long id,
      String connection,
      String state,
      String peer,
      String address,
      List<ChildSa> children) {
    return new IkeSa(
        id, connection, state, true, "a.link", peer, address, 4500, 60, false, children);
  }
}
