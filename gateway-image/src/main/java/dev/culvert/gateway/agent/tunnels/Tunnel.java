package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.agent.charon.Charon;
import dev.culvert.gateway.agent.charon.ChildSa;
import dev.culvert.gateway.agent.charon.IkeSa;
import dev.culvert.gateway.contract.GatewayState.Problem;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelState;
import dev.culvert.vici.ViciException;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One tunnel: what is wanted of it, remembered of it and seen of it. Not thread-safe. */
final class Tunnel {
  private static final System.Logger LOG = System.getLogger("tunnels");

  final String id;
  final TunnelHistory history;

  /** Absent once the document no longer has the tunnel. */
  @Nullable TunnelConfig wanted;

  TunnelMemory memory;
  List<IkeSa> sas = List.of();
  private @Nullable String refusal;

  /**
   * @param eagerFrom see {@link TunnelMemory#blank}
   * @param wallTime what is reported of a time that it is told
   */
  Tunnel(String id, @Nullable Instant eagerFrom, UnaryOperator<Instant> wallTime) {
    this.id = id;
    this.history = new TunnelHistory(wallTime);
    this.memory = TunnelMemory.blank(eagerFrom);
  }

  /** Whether there is nothing left to do or to say about it. */
  boolean isGone() {
    return wanted == null && memory.loaded() == null && sas.isEmpty();
  }

  /**
   * Tells charon of the tunnel, and does nothing else about it.
   *
   * @throws IOException if charon no longer answers
   */
  void load(Charon charon, PeerNames names, Instant now) throws IOException {
    if (wanted != null) {
      var wish = names.dialled(wanted);
      carryOut(charon, Loading.plan(memory, wish, sas, now), wish);
    }
  }

  /**
   * Does what is to be done now.
   *
   * @return when to look again, absent if nothing is waited for
   * @throws IOException if charon no longer answers
   */
  @Nullable Instant pass(Charon charon, PeerNames names, Instant now) throws IOException {
    var wish = wanted == null ? null : names.dialled(wanted);
    var decision =
        wish == null
            ? TunnelPlanner.unwanted(memory, sas)
            : TunnelPlanner.wanted(memory, wish, sas, now);
    return carryOut(charon, decision, wish) ? decision.wakeAt() : null;
  }

  /** False if charon refused the tunnel. */
  private boolean carryOut(Charon charon, Decision decision, @Nullable TunnelConfig wish)
      throws IOException {
    for (var action : decision.actions()) {
      try {
        ActionRunner.run(charon, action, label());
      } catch (ViciException e) {
        LOG.log(Level.ERROR, "{0}: charon refused: {1}", label(), e.getMessage());
        if (wish != null && isLoading(action)) {
          refusal = e.getMessage();
          memory = memory.refusing(wish, memory.loaded());
          return false;
        }
      }
    }
    if (decision.actions().stream().anyMatch(Tunnel::isLoading)) {
      refusal = null;
    }
    memory = decision.memory();
    return true;
  }

  private static boolean isLoading(Action action) {
    return action instanceof Action.LoadConnection || action instanceof Action.LoadKey;
  }

  private String label() {
    return wanted == null ? id : wanted.name();
  }

  TunnelState state(PeerNames names) {
    var wish = wanted;
    if (wish == null) {
      throw new IllegalStateException("tunnel " + id + " is not of the document");
    }
    return TunnelReport.of(wish, memory, history, names.lookup(wish), sas);
  }

  /** Whether nothing passes. */
  boolean isDown() {
    return sas.stream()
        .filter(IkeSa::isEstablished)
        .flatMap(sa -> sa.children().stream())
        .noneMatch(ChildSa::isInstalled);
  }

  List<Problem> problems() {
    return refusal == null || wanted == null
        ? List.of()
        : List.of(new Problem(id, "RefusedByIkeDaemon", refusal));
  }
}
