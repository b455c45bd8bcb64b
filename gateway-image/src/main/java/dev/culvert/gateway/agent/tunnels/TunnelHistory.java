package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.agent.charon.CharonEvent;
import dev.culvert.gateway.agent.charon.ChildSa;
import dev.culvert.gateway.agent.charon.IkeSa;
import dev.culvert.gateway.agent.tunnels.Reasons.Reason;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelState.TunnelEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one tunnel since the agent started: traffic, the last establishment, the last
 * event and its reason. Survives charon's restarts. Not thread-safe.
 */
final class TunnelHistory {
  private static final String ESTABLISHED = "Established";
  private static final Duration DETAIL_LASTS = Duration.ofSeconds(60);

  private final Tally tally = new Tally();

  private final Endings endings = new Endings();

  /** The ids of the IKE_SAs that both ends have proved themselves in. */
  private final Set<Long> established = new HashSet<>();

  private final UnaryOperator<Instant> wallTime;
  private boolean carriedTraffic;
  private @Nullable Instant lastEstablished;
  private @Nullable TunnelEvent lastEvent;
  private Instant lastSaid = Instant.EPOCH;
  private @Nullable Unconfirmed unconfirmed;

  /**
   * @param wallTime what is reported of a time that this is told
   */
  TunnelHistory(UnaryOperator<Instant> wallTime) {
    this.wallTime = wallTime;
  }

  long bytesIn() {
    return tally.bytesIn();
  }

  long bytesOut() {
    return tally.bytesOut();
  }

  @Nullable Instant lastEstablished() {
    return lastEstablished;
  }

  /** What happened last. What is unconfirmed is added to it, and only refines it. */
  @Nullable TunnelEvent lastEvent() {
    var last = lastEvent;
    var word = unconfirmed;
    if (word == null) {
      return last;
    }
    if (last == null || last.reason().equals(ESTABLISHED)) {
      return new TunnelEvent(word.reported(), word.reason().reason(), word.message());
    }
    return new TunnelEvent(
        last.time(),
        word.refines(last.reason()) ? word.reason().reason() : last.reason(),
        last.message() + " And " + word.message());
  }

  /** Whether both ends have proved themselves in the IKE_SA. */
  boolean isEstablished(long ikeSa) {
    return established.contains(ikeSa);
  }

  /** Takes charon's list of the tunnel's SAs. */
  void listed(List<IkeSa> sas, Instant now) {
    var children = sas.stream().flatMap(sa -> sa.children().stream()).toList();
    tally.count(children);
    tally.retain(children);
    established.clear();
    sas.stream().filter(IkeSa::isEstablished).forEach(sa -> established.add(sa.id()));
    if (unconfirmed != null && unconfirmed.isOver(now)) {
      unconfirmed = null;
    }
    carries(sas.stream().filter(IkeSa::isEstablished).anyMatch(TunnelHistory::carries), now);
  }

  private static boolean carries(IkeSa sa) {
    return sa.children().stream().anyMatch(ChildSa::isInstalled);
  }

  private void carries(boolean carriesTraffic, Instant now) {
    if (carriesTraffic) {
      unconfirmed = null;
      if (!carriedTraffic) {
        lastEstablished = wallTime.apply(now);
      }
    }
    carriedTraffic = carriesTraffic;
  }

  void charonEnded(Instant now) {
    tally.charonEnded();
    endings.clear();
    established.clear();
    unconfirmed = null;
    carriedTraffic = false;
    note(
        new Reason("IkeDaemonRestarted", "The IKE daemon of this end ended and starts again."),
        now);
  }

  /** Takes an event of the tunnel's connection. */
  void said(CharonEvent event, @Nullable TunnelConfig wanted, Instant now) {
    switch (event) {
      case CharonEvent.LogLine line -> {
        var end = Reasons.ofEnd(line.text());
        if (end != null) {
          note(endings.explained(line.ikeSa(), end, now), now);
        } else {
          int version = wanted == null ? 2 : wanted.ikeVersion();
          note(Reasons.of(line.text(), isEstablished(line.ikeSa()), version), now);
        }
      }
      case CharonEvent.IkeUpDown(var up, var sa) -> {
        tally.count(sa.children());
        if (up) {
          established.add(sa.id());
        } else {
          established.remove(sa.id());
          if (!sa.isConnecting()) {
            note(endings.ended(sa.id(), now), now);
          }
        }
      }
      case CharonEvent.ChildUpDown(var up, var sa) -> {
        tally.count(sa.children());
        if (up) {
          sa.children().forEach(child -> installed(child, sa, wanted, now));
        }
      }
      case CharonEvent.ChildRekeyed rekeyed -> tally.count(List.of(rekeyed.before()));
      case CharonEvent.IkeRekeyed(var connection, var oldId, var newId) -> {
        endings.rekeyed(oldId);
        established.add(newId);
      }
    }
  }

  Endings endings() {
    return endings;
  }

  private void installed(ChildSa child, IkeSa sa, @Nullable TunnelConfig wanted, Instant now) {
    var narrowed =
        wanted != null
            && wanted.children().stream()
                .filter(config -> config.name().equals(child.name()))
                .anyMatch(config -> !Loading.hasSelectors(child, config));
    note(
        narrowed
            ? new Reason(
                "TsNarrowed",
                "The peer agreed to %s === %s only."
                    .formatted(
                        String.join(" ", child.localPrefixes()),
                        String.join(" ", child.remotePrefixes())))
            : new Reason(ESTABLISHED, "Established with " + sa.remoteAddress() + "."),
        now);
  }

  /**
   * Takes what messages say of somebody who has not proved who they are. Nothing, while traffic is
   * carried.
   *
   * @param receives whether they have been seen to receive our answers
   * @return whether it is news
   */
  boolean noteUnconfirmed(Reason reason, String source, boolean receives, Instant now) {
    if (carriedTraffic) {
      return false;
    }
    var before = unconfirmed;
    unconfirmed =
        Unconfirmed.next(
            before, new Unconfirmed(reason, source, receives, now, wallTime.apply(now), now));
    return before == null || !before.says(unconfirmed);
  }

  /**
   * Takes what happened. An event that repeats itself keeps its first time, and what an attempt of
   * the peer has just told in detail is not hidden by its refusal of our own attempts.
   *
   * @return whether it is news
   */
  boolean note(@Nullable Reason reason, Instant now) {
    if (reason == null || isVaguer(reason, now)) {
      return false;
    }
    lastSaid = now;
    var last = lastEvent;
    if (last != null
        && last.reason().equals(reason.reason())
        && last.message().equals(reason.message())) {
      return false;
    }
    lastEvent = new TunnelEvent(wallTime.apply(now), reason.reason(), reason.message());
    return true;
  }

  private boolean isVaguer(Reason reason, Instant now) {
    return lastEvent != null
        && Reasons.isVaguer(reason.reason(), lastEvent.reason())
        && now.isBefore(lastSaid.plus(DETAIL_LASTS));
  }
}
