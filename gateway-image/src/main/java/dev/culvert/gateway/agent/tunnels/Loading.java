package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.agent.charon.ChildSa;
import dev.culvert.gateway.agent.charon.IkeSa;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelConfig.ChildConfig;
import dev.culvert.gateway.contract.TunnelConfig.KeyConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Brings a tunnel's wish into charon, with the smallest change. SAs are left alone here. */
final class Loading {
  /** After an edit of a tunnel that is down, the end expected to initiate has this much time. */
  private static final Duration AFTER_EDIT = Duration.ofSeconds(1);

  private Loading() {}

  /** What to load, and which SAs no longer are what a new one would be. */
  static Decision plan(TunnelMemory memory, TunnelConfig wanted, List<IkeSa> sas, Instant now) {
    var held = memory.loaded();
    if (wanted.equals(held) || wanted.equals(memory.refused())) {
      return new Decision(memory, List.of(), null);
    }
    var change = TunnelChange.between(held, wanted);
    var actions = new ArrayList<Action>();
    if (change.keys()) {
      actions.addAll(loadKeys(wanted));
    }
    if (change.childRenamed()) {
      actions.add(new Action.UnloadConnection(wanted.id()));
    }
    if (change.connection()) {
      actions.add(new Action.LoadConnection(wanted));
    }
    if (held != null) {
      actions.addAll(unloadKeys(held, wanted));
    }
    return new Decision(remember(memory, wanted, change, sas, now), actions, null);
  }

  private static TunnelMemory remember(
      TunnelMemory memory, TunnelConfig wanted, TunnelChange change, List<IkeSa> sas, Instant now) {
    var established = sas.stream().filter(IkeSa::isEstablished).toList();
    var marks = marks(memory, wanted, change, established);
    boolean edited = memory.loaded() != null;
    // The end edited last is the one whose attempt finds both ends ready.
    var eagerFrom = established.isEmpty() ? now.plus(AFTER_EDIT) : now;
    return memory
        .holding(wanted)
        .with(marks)
        .with(edited ? memory.initiating().edited(eagerFrom) : memory.initiating());
  }

  private static SaMarks marks(
      TunnelMemory memory, TunnelConfig wanted, TunnelChange change, List<IkeSa> established) {
    var held = memory.loaded();
    var outdated = new HashSet<>(memory.marks().outdatedIkeSas());
    if (change.ikeLevel()) {
      established.forEach(sa -> outdated.add(sa.id()));
    }
    var retired = new HashSet<>(memory.marks().retiredIkeSas());
    established.stream()
        .filter(sa -> change.newIkeSaNeeded() || startedByUnanswered(sa, held, wanted))
        .forEach(sa -> retired.add(sa.id()));
    if (!change.children().isEmpty()) {
      // Running on its old settings, such an IKE_SA knows nothing of the edited children.
      retired.addAll(outdated);
    }
    var outdatedChildren = new HashSet<>(memory.marks().outdatedChildSas());
    established.stream()
        .flatMap(sa -> sa.children().stream())
        .filter(child -> isOutdated(child, held, wanted, change))
        .map(ChildSa::id)
        .forEach(outdatedChildren::add);
    return new SaMarks(
        outdated,
        retired,
        moved(memory, wanted, established),
        memory.marks().acceptedIkeSas(),
        outdatedChildren);
  }

  /** From now on the peer's attempts are not answered: what came of one gives way to our own. */
  private static boolean startedByUnanswered(
      IkeSa sa, @Nullable TunnelConfig held, TunnelConfig wanted) {
    return held != null && held.answersPeer() && !wanted.answersPeer() && !sa.initiator();
  }

  /** A peer whose packets come from another source than those dialled stays where it is. */
  private static Set<Long> moved(
      TunnelMemory memory, TunnelConfig wanted, List<IkeSa> established) {
    var moved = new HashSet<>(memory.marks().movedIkeSas());
    var held = memory.loaded();
    if (held != null) {
      var before = Endpoints.of(held);
      var after = Endpoints.of(wanted);
      for (var sa : established) {
        if (after.reach(sa)) {
          moved.remove(sa.id());
        } else if (before.reach(sa)) {
          moved.add(sa.id());
        }
      }
    }
    return moved;
  }

  /** The peer may have been faster: what has the wanted selectors already is not outdated. */
  private static boolean isOutdated(
      ChildSa child, @Nullable TunnelConfig held, TunnelConfig wanted, TunnelChange change) {
    if (!change.children().contains(child.name())) {
      return false;
    }
    boolean sameProposals = held != null && held.espProposals().equals(wanted.espProposals());
    return !sameProposals
        || wanted.children().stream()
            .noneMatch(config -> config.name().equals(child.name()) && hasSelectors(child, config));
  }

  /** Whether a CHILD_SA has exactly the selectors of the wish. */
  static boolean hasSelectors(ChildSa child, ChildConfig config) {
    return Set.copyOf(config.localPrefixes()).equals(Set.copyOf(child.localPrefixes()))
        && Set.copyOf(config.remotePrefixes()).equals(Set.copyOf(child.remotePrefixes()));
  }

  /** The key loaded last signs, so the first one of the wish comes last. */
  private static List<Action> loadKeys(TunnelConfig wanted) {
    return wanted.keys().reversed().stream()
        .<Action>map(
            key -> new Action.LoadKey(name(wanted, key), key.key(), wanted.remoteIdentity()))
        .toList();
  }

  private static List<Action> unloadKeys(TunnelConfig held, TunnelConfig wanted) {
    var kept = keyNames(wanted);
    return keyNames(held).stream()
        .filter(name -> !kept.contains(name))
        .<Action>map(Action.UnloadKey::new)
        .toList();
  }

  /** What takes everything of a tunnel out of charon, except its SAs. */
  static List<Action> unload(@Nullable TunnelConfig held) {
    if (held == null) {
      return List.of();
    }
    var actions = new ArrayList<Action>();
    actions.add(new Action.UnloadConnection(held.id()));
    keyNames(held).forEach(name -> actions.add(new Action.UnloadKey(name)));
    return actions;
  }

  private static Set<String> keyNames(TunnelConfig tunnel) {
    return tunnel.keys().stream().map(key -> name(tunnel, key)).collect(Collectors.toSet());
  }

  private static String name(TunnelConfig tunnel, KeyConfig key) {
    return tunnel.id() + "-" + key.id();
  }
}
