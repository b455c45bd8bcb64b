package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.agent.charon.Charon;
import dev.culvert.gateway.agent.charon.CharonEvent;
import dev.culvert.gateway.agent.charon.IkeSa;
import dev.culvert.gateway.agent.config.Document;
import dev.culvert.gateway.agent.dataplane.Dataplane;
import dev.culvert.gateway.agent.names.Answer;
import dev.culvert.gateway.agent.names.WantedNames;
import dev.culvert.gateway.agent.tunnels.Reasons.Reason;
import dev.culvert.gateway.contract.Contract;
import dev.culvert.gateway.contract.GatewayState;
import dev.culvert.gateway.contract.GatewayState.Problem;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelState;
import dev.culvert.vici.ViciException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Everything the agent knows of its gateway, and one pass over it. Not thread-safe: {@link
 * TunnelKeeper}'s thread owns it.
 */
final class Gateway {
  /** So that of two gateways that start together the one that is expected to initiate does. */
  private static final Duration FRESH_START = Duration.ofSeconds(1);

  private final String name;
  private final Dataplane dataplane;
  private final InsideWatch inside;
  private final StateBoard board;
  private final UnaryOperator<Instant> wallTime;
  private final Map<String, Tunnel> tunnels = new TreeMap<>();
  private final PeerNames names = new PeerNames();
  private final UnmatchedPeers unmatched = new UnmatchedPeers();
  private final RefusedProposals refused = new RefusedProposals();
  private final PeerAttempts attempts = new PeerAttempts();
  private @Nullable Document document;
  private @Nullable Document applied;
  private boolean packetsApplied;
  private boolean dataplaneReady;
  private boolean peersAdmitted;
  private @Nullable String dataplaneFault;
  private @Nullable Charon charon;
  private @Nullable String version;
  private @Nullable Instant charonStartedAt;
  private int charonStarts;

  /**
   * @param wallTime what is reported of a time that this is told
   */
  Gateway(String name, Dataplane dataplane, StateBoard board, UnaryOperator<Instant> wallTime) {
    this.name = name;
    this.wallTime = wallTime;
    this.dataplane = dataplane;
    this.inside = new InsideWatch(dataplane);
    this.board = board;
  }

  void newDocument(Document next, Instant now) {
    var eagerFrom = document == null ? now.plus(FRESH_START) : null;
    document = next;
    packetsApplied = false;
    var wanted =
        next.tunnels().stream().collect(Collectors.toMap(TunnelConfig::id, Function.identity()));
    tunnels.values().forEach(tunnel -> tunnel.wanted = wanted.get(tunnel.id));
    wanted.forEach((id, config) ->
        tunnels.computeIfAbsent(id, key -> new Tunnel(key, eagerFrom, wallTime)).wanted = config);
    names.retain(wantedNames().names());
  }

  /** Takes the answer of a look-up; true if it says something new. */
  boolean nameAnswered(String peer, Answer answer, Instant now) {
    boolean news = names.answered(peer, answer, now);
    if (answer instanceof Answer.Failed(var reason, var message)) {
      tunnels.values().stream()
          .filter(tunnel -> hasNothingToDial(tunnel, peer))
          .forEach(tunnel -> tunnel.history.note(new Reason(reason, message), now));
    }
    return news;
  }

  private boolean hasNothingToDial(Tunnel tunnel, String peer) {
    var wish = tunnel.wanted;
    return wish != null
        && peer.equals(wish.remoteName())
        && tunnel.isDown()
        && names.dialled(wish).remoteAddresses().isEmpty();
  }

  /** The names to look up, and those that a tunnel waits for. */
  WantedNames wantedNames() {
    var all = new HashSet<String>();
    var urgent = new HashSet<String>();
    for (var tunnel : tunnels.values()) {
      var peer = tunnel.wanted == null ? null : tunnel.wanted.remoteName();
      if (peer != null) {
        all.add(peer);
        if (tunnel.isDown()) {
          urgent.add(peer);
        }
      }
    }
    return new WantedNames(all, urgent);
  }

  void charonStarted(Charon started, Instant now) {
    charon = started;
    version = started.version();
    charonStartedAt = wallTime.apply(now);
    charonStarts++;
    dataplaneReady = false;
    if (charonStarts > 1) {
      tunnels.values().forEach(tunnel -> tunnel.memory = TunnelMemory.blank(now));
    }
  }

  void charonEnded(Instant now) {
    charon = null;
    peersAdmitted = false;
    attempts.clear();
    for (var tunnel : tunnels.values()) {
      tunnel.sas = List.of();
      tunnel.memory = TunnelMemory.blank(null);
      tunnel.history.charonEnded(now);
    }
  }

  /** Takes an event; true if the SAs or what is said of them may have changed. */
  boolean charonSaid(CharonEvent event, Instant now) {
    return switch (event) {
      case CharonEvent.LogLine line -> {
        attempts.said(line);
        var tunnel = tunnels.get(line.connection());
        yield tunnel == null ? noteUnmatched(line, now) : note(tunnel, line, now);
      }
      case CharonEvent.IkeUpDown(var up, var sa) -> {
        note(sa.connection(), event, now);
        yield true;
      }
      case CharonEvent.ChildUpDown(var up, var sa) -> {
        note(sa.connection(), event, now);
        yield true;
      }
      case CharonEvent.IkeRekeyed(var connection, var oldId, var newId) -> {
        remember(connection, memory -> memory.ikeRekeyed(oldId, newId));
        note(connection, event, now);
        yield true;
      }
      case CharonEvent.ChildRekeyed(var connection, var before, var newId) -> {
        remember(connection, memory -> memory.childRekeyed(before.id(), newId));
        note(connection, event, now);
        yield true;
      }
    };
  }

  private boolean note(String connection, CharonEvent event, Instant now) {
    var tunnel = tunnels.get(connection);
    if (tunnel == null) {
      return false;
    }
    var before = tunnel.history.lastEvent();
    tunnel.history.said(event, tunnel.wanted, now);
    return !Objects.equals(tunnel.history.lastEvent(), before);
  }

  private boolean note(Tunnel tunnel, CharonEvent.LogLine line, Instant now) {
    var source = attempts.source(line.ikeSa());
    var wish = tunnel.wanted;
    if (source == null || wish == null || tunnel.history.isEstablished(line.ikeSa())) {
      return note(line.connection(), line, now);
    }
    // The peer's attempt: it has read our answer, and has not proved itself yet.
    var reason = Reasons.of(line.text(), false, wish.ikeVersion());
    return reason != null && tunnel.history.noteUnconfirmed(reason, source, true, now);
  }

  private boolean isDialled(TunnelConfig wish, String address) {
    return names.dialled(wish).remoteAddresses().contains(address);
  }

  /** A peer that is refused, or does not hear us, before a tunnel is chosen. */
  private boolean noteUnmatched(CharonEvent.LogLine line, Instant now) {
    var peer = unmatched.said(line);
    if (peer != null) {
      return noteOf(peer.address(), peer::against, true, now);
    }
    var source = attempts.source(line.ikeSa());
    var refusal = refused.said(line);
    var reason = refusal == null ? ReturnPath.of(line.text()) : refusal;
    return source != null && reason != null && noteOf(source, wanted -> reason, false, now);
  }

  /** Told to the tunnels that dial the address, and are down. */
  private boolean noteOf(
      String address, Function<TunnelConfig, Reason> why, boolean receives, Instant now) {
    boolean changed = false;
    for (var tunnel : tunnels.values()) {
      var wish = tunnel.wanted;
      if (wish != null && tunnel.isDown() && isDialled(wish, address)) {
        changed |= tunnel.history.noteUnconfirmed(why.apply(wish), address, receives, now);
      }
    }
    return changed;
  }

  private void remember(String connection, Function<TunnelMemory, TunnelMemory> change) {
    var tunnel = tunnels.get(connection);
    if (tunnel != null) {
      tunnel.memory = change.apply(tunnel.memory);
    }
  }

  /**
   * Makes everything equal to the document as far as that goes now, and puts up the state.
   *
   * @return when to look again, absent if nothing is waited for
   * @throws IOException if the system or charon refused to be asked; to be tried again soon
   */
  @Nullable Instant pass(Instant now) throws IOException {
    try {
      prepareDataplane();
      var running = charon;
      if (document == null || !packetsApplied) {
        return null;
      }
      var lookAt = inside.look(now);
      return running == null || !dataplaneReady || !inside.wasInside()
          ? lookAt
          : earlier(reconcile(running, document, now), lookAt);
    } finally {
      board.put(state());
    }
  }

  private static @Nullable Instant earlier(@Nullable Instant one, @Nullable Instant other) {
    return one == null || (other != null && other.isBefore(one)) ? other : one;
  }

  private void prepareDataplane() throws IOException {
    try {
      var wish = document;
      if (wish != null && !packetsApplied) {
        dataplane.apply(wish.packets());
        packetsApplied = true;
      }
      if (!peersAdmitted) {
        dataplane.refusePeers();
      }
      if (charon != null && !dataplaneReady) {
        dataplane.charonStarted();
        dataplaneReady = true;
      }
      dataplaneFault = null;
    } catch (IOException e) {
      dataplaneFault = e.getMessage();
      throw e;
    }
  }

  private @Nullable Instant reconcile(Charon running, Document wish, Instant now)
      throws IOException {
    list(running, now);
    if (!peersAdmitted) {
      for (var tunnel : tunnels.values()) {
        tunnel.load(running, names, now);
      }
    }
    try {
      dataplane.admitPeers();
      peersAdmitted = true;
      // Before old SAs are closed: charon's own route may go with them.
      dataplane.reach(Reachable.through(tunnels.values()));
    } catch (IOException e) {
      dataplaneFault = e.getMessage();
      throw e;
    }
    Instant wakeAt = null;
    for (var tunnel : List.copyOf(tunnels.values())) {
      var next = tunnel.pass(running, names, now);
      wakeAt = earlier(wakeAt, next);
      if (tunnel.isGone()) {
        tunnels.remove(tunnel.id);
      }
    }
    applied = wish;
    return wakeAt;
  }

  private void list(Charon running, Instant now) throws IOException {
    List<IkeSa> all;
    try {
      all = running.listSas();
    } catch (ViciException e) {
      throw new IOException("charon does not list its SAs: " + e.getMessage(), e);
    }
    // A peer's attempt may be faster than the unloading of its tunnel, which is back then,
    // unwanted.
    all.stream()
        .filter(IkeSa::isEstablished)
        .forEach(
            sa -> tunnels.computeIfAbsent(sa.connection(), id -> new Tunnel(id, null, wallTime)));
    var byConnection = all.stream().collect(Collectors.groupingBy(IkeSa::connection));
    for (var tunnel : tunnels.values()) {
      tunnel.sas = byConnection.getOrDefault(tunnel.id, List.of());
      tunnel.history.listed(tunnel.sas, now);
    }
  }

  private GatewayState state() {
    var present = applied;
    return new GatewayState(
        Contract.VERSION,
        name,
        present == null ? null : present.config().epoch(),
        present == null ? 0 : present.config().revision(),
        0,
        dataplane.name(),
        new GatewayState.Charon(
            charon != null, version, charonStartedAt, Math.max(0, charonStarts - 1)),
        tunnelStates(present),
        problems(present));
  }

  private List<TunnelState> tunnelStates(@Nullable Document present) {
    return present == null
        ? List.of()
        : present.tunnels().stream()
            .map(TunnelConfig::id)
            .map(tunnels::get)
            .filter(tunnel -> tunnel != null && tunnel.wanted != null)
            .map(tunnel -> tunnel.state(names))
            .toList();
  }

  private List<Problem> problems(@Nullable Document present) {
    var problems = new ArrayList<Problem>();
    if (dataplaneFault != null) {
      problems.add(new Problem(null, "DataplaneFailed", dataplaneFault));
    }
    inside.problem(document == null ? null : document.config()).ifPresent(problems::add);
    dataplane
        .obstacles()
        .forEach(obstacle -> problems.add(new Problem(null, "ForwardingDisabled", obstacle)));
    if (present != null) {
      problems.addAll(present.problems());
    }
    tunnels.values().stream().flatMap(tunnel -> tunnel.problems().stream()).forEach(problems::add);
    return problems;
  }
}
