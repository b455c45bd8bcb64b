package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.agent.charon.ChildSa;
import dev.culvert.gateway.agent.charon.IkeSa;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelConfig.ChildConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides what to do about one tunnel, from the wish, what is remembered and charon's SAs of the
 * tunnel's connection. New SAs come first, old ones go last, and what is as wanted is left alone.
 */
final class TunnelPlanner {
  /** How long two IKE_SAs of a tunnel may live side by side (both ends may have started). */
  static final Duration DUPLICATES_LAST = Duration.ofSeconds(5);

  /** How long an attempt of ours may go on beside a tunnel that is complete. */
  static final Duration NEEDLESS_ATTEMPT_LASTS = Duration.ofSeconds(2);

  /** How much later than the new IKE_SA itself the word may come that it is a rekeyed one. */
  static final Duration REKEYING_IS_SAID_WITHIN = Duration.ofMillis(500);

  private final TunnelConfig wanted;
  private final List<IkeSa> sas;
  private final Instant now;
  private final List<Action> actions = new ArrayList<>();
  private final Set<Long> closed = new HashSet<>();
  private TunnelMemory memory;
  private @Nullable Instant wakeAt;

  private TunnelPlanner(TunnelMemory memory, TunnelConfig wanted, List<IkeSa> sas, Instant now) {
    this.memory = memory;
    this.wanted = wanted;
    this.sas = sas;
    this.now = now;
  }

  /** What to do about a tunnel that is wanted. */
  static Decision wanted(TunnelMemory memory, TunnelConfig wanted, List<IkeSa> sas, Instant now) {
    return new TunnelPlanner(memory, wanted, sas, now).decide();
  }

  /** What to do about a tunnel that is not wanted any more. */
  static Decision unwanted(TunnelMemory memory, List<IkeSa> sas) {
    var actions = new ArrayList<Action>();
    sas.stream()
        .filter(sa -> sa.isEstablished() || sa.isConnecting())
        .map(sa -> new Action.TerminateIkeSa(sa.connection(), sa.id(), "the tunnel is gone"))
        .forEach(actions::add);
    actions.addAll(Loading.unload(memory.loaded()));
    return new Decision(memory.holding(null), actions, null);
  }

  private Decision decide() {
    load();
    closeStrangers();
    closeStartedByPeer();
    var serving = established().filter(sa -> !memory.marks().isLeaving(sa.id())).toList();
    var carrying = carrying(serving);
    var missing = wanted.children().stream().filter(c -> !carrying.containsKey(c.name())).toList();
    closeUnwantedChildren();
    closeOutdated(serving, carrying, missing);
    closeDuplicates(serving, missing);
    if (memory.loaded() != null) {
      initiate(carrying, missing);
    }
    remember();
    return new Decision(memory, actions, wakeAt);
  }

  private void load() {
    var loading = Loading.plan(memory, wanted, sas, now);
    boolean reloads = loading.actions().stream().anyMatch(Action.LoadConnection.class::isInstance);
    memory = loading.memory();
    actions.addAll(loading.actions());
    if (reloads) {
      sas.stream()
          .filter(IkeSa::isConnecting)
          .forEach(sa -> close(sa, "the tunnel was edited during the attempt"));
    }
  }

  /** IKE_SAs between other identities than the wanted ones: the wish names another peer now. */
  private void closeStrangers() {
    established()
        .filter(sa ->
            differs(sa.localIdentity(), wanted.localIdentity())
                || differs(sa.remoteIdentity(), wanted.remoteIdentity()))
        .toList()
        .forEach(sa -> close(sa, "its identities are not the tunnel's any more"));
  }

  /** Those of a peer this end does not answer: charon itself answers whoever has the key. */
  private void closeStartedByPeer() {
    if (wanted.answersPeer()) {
      return;
    }
    established()
        .filter(sa -> !sa.initiator() && !memory.marks().acceptedIkeSas().contains(sa.id()))
        .toList()
        .forEach(sa -> {
          var end = firstSeen(sa).plus(REKEYING_IS_SAID_WITHIN);
          if (now.isBefore(end)) {
            wakeAt(end);
          } else {
            close(sa, "the peer started it, and this end answers none of its attempts");
          }
        });
  }

  private Instant firstSeen(IkeSa sa) {
    return memory.firstSeen().getOrDefault(sa.id(), now);
  }

  private static boolean differs(@Nullable String found, String expected) {
    return found != null && !found.equals(expected);
  }

  private Stream<IkeSa> established() {
    return sas.stream().filter(IkeSa::isEstablished).filter(sa -> !closed.contains(sa.id()));
  }

  /** The CHILD_SAs that carry the tunnel as it is wanted, by child name. */
  private Map<String, List<ChildSa>> carrying(List<IkeSa> serving) {
    return serving.stream()
        .flatMap(sa -> sa.children().stream())
        .filter(ChildSa::isInstalled)
        .filter(child -> !memory.marks().outdatedChildSas().contains(child.id()))
        .collect(Collectors.groupingBy(ChildSa::name));
  }

  private void closeUnwantedChildren() {
    var names = wanted.children().stream().map(ChildConfig::name).collect(Collectors.toSet());
    installed()
        .filter(child -> !names.contains(child.name()))
        .toList()
        .forEach(child -> close(child, "the child is gone"));
  }

  private Stream<ChildSa> installed() {
    return established().flatMap(sa -> sa.children().stream()).filter(ChildSa::isInstalled);
  }

  private void closeOutdated(
      List<IkeSa> serving, Map<String, List<ChildSa>> carrying, List<ChildConfig> missing) {
    serving.stream()
        .flatMap(sa -> sa.children().stream())
        .filter(ChildSa::isInstalled)
        .filter(child -> memory.marks().outdatedChildSas().contains(child.id()))
        .filter(child -> carrying.containsKey(child.name()))
        .forEach(child -> close(child, "one with the edited selectors carries the traffic"));
    if (missing.isEmpty() && !serving.isEmpty()) {
      established()
          .filter(sa -> memory.marks().isLeaving(sa.id()))
          .toList()
          .forEach(sa -> close(sa, "one with the edited settings carries the tunnel"));
    }
  }

  private void closeDuplicates(List<IkeSa> serving, List<ChildConfig> missing) {
    if (missing.isEmpty()) {
      closeNeedlessAttempts();
    }
    if (wanted.localIdentity().compareTo(wanted.remoteIdentity()) > 0) {
      return; // The lower identity's end does it; both at once might close both.
    }
    if (serving.size() > 1) {
      var age = serving.stream().mapToLong(IkeSa::establishedSeconds).min().orElse(0);
      if (isOver(age)) {
        Duplicates.ofIkeSas(serving).forEach(sa -> close(sa, "a newer one carries the tunnel"));
      }
    }
    // What went with its IKE_SA just now is no reason to close the other one.
    carrying(serving.stream().filter(sa -> !closed.contains(sa.id())).toList())
        .forEach((name, children) -> closeDuplicates(children));
  }

  private void closeDuplicates(List<ChildSa> children) {
    if (children.size() < 2) {
      return;
    }
    var age = children.stream().mapToLong(ChildSa::ageSeconds).min().orElse(0);
    if (isOver(age)) {
      Duplicates.ofChildSas(children)
          .forEach(child -> close(child, "a newer one carries the traffic"));
    }
  }

  private boolean isOver(long ageSeconds) {
    var left = DUPLICATES_LAST.minusSeconds(ageSeconds);
    if (left.isPositive()) {
      wakeAt(now.plus(left));
      return false;
    }
    return true;
  }

  private void closeNeedlessAttempts() {
    ownAttempts()
        .toList()
        .forEach(sa -> {
          var end = firstSeen(sa).plus(NEEDLESS_ATTEMPT_LASTS);
          if (now.isBefore(end)) {
            wakeAt(end);
          } else {
            close(sa, "the tunnel is complete without this attempt");
          }
        });
  }

  private Stream<IkeSa> ownAttempts() {
    return sas.stream()
        .filter(sa -> sa.isConnecting() && sa.initiator())
        .filter(sa -> !closed.contains(sa.id()));
  }

  private void initiate(Map<String, List<ChildSa>> carrying, List<ChildConfig> missing) {
    if (missing.isEmpty()) {
      var youngest =
          carrying.values().stream()
              .flatMap(List::stream)
              .mapToLong(ChildSa::ageSeconds)
              .min()
              .orElse(0);
      memory = memory.with(memory.initiating().complete(Duration.ofSeconds(youngest)));
      return;
    }
    memory = memory.with(memory.initiating().missing(now));
    if (wanted.remoteAddresses().isEmpty() || isTrying()) {
      return;
    }
    var due = memory.initiating().due(wanted.initiation(), now);
    if (due == null) {
      return;
    }
    if (now.isBefore(due)) {
      wakeAt(due);
      return;
    }
    missing.forEach(child -> actions.add(new Action.Initiate(wanted.id(), child.name())));
    var attempted = memory.initiating().attempted(now);
    memory = memory.with(attempted);
    var again = attempted.due(wanted.initiation(), now);
    if (again != null) {
      wakeAt(again); // An attempt can end without a word, for example for want of a key.
    }
  }

  /** Whether an attempt goes on that may bring what is missing. */
  private boolean isTrying() {
    return ownAttempts().findAny().isPresent() || established().anyMatch(sa -> sa.creatingChild());
  }

  private void remember() {
    var ikeSas = sas.stream().map(IkeSa::id).collect(Collectors.toSet());
    var childSas =
        sas.stream()
            .flatMap(sa -> sa.children().stream())
            .map(ChildSa::id)
            .collect(Collectors.toSet());
    var accepted = sas.stream().filter(sa -> sa.initiator() || wanted.answersPeer());
    memory =
        memory
            .withFirstSeen(sas.stream().collect(Collectors.toMap(IkeSa::id, this::firstSeen)))
            .with(memory.marks().retaining(ikeSas, childSas).accepting(accepted.map(IkeSa::id)));
  }

  private void close(IkeSa sa, String why) {
    if (closed.add(sa.id())) {
      actions.add(new Action.TerminateIkeSa(wanted.id(), sa.id(), why));
    }
  }

  private void close(ChildSa child, String why) {
    actions.add(new Action.TerminateChildSa(wanted.id(), child.id(), why));
  }

  private void wakeAt(Instant time) {
    wakeAt = wakeAt == null || time.isBefore(wakeAt) ? time : Objects.requireNonNull(wakeAt);
  }
}
