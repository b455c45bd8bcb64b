package dev.culvert.gateway.agent.tunnels;

import dev.culvert.gateway.agent.charon.CharonEvent;
import dev.culvert.gateway.agent.charon.ChildSa;
import dev.culvert.gateway.agent.charon.IkeSa;
import dev.culvert.gateway.agent.tunnels.Reasons.Reason;
import dev.culvert.gateway.contract.TunnelConfig;
import dev.culvert.gateway.contract.TunnelState.TunnelEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What happened to one tunnel since the agent started: traffic, the last establishment, the last
 * event and its reason. Survives charon's restarts. Not thread-safe.
 */
final class TunnelHistory {
  private static final Duration DETAIL_LASTS = Duration.ofSeconds(60);

  private final Tally tally = new Tally();

  /** Ends and their explanations meet here by IKE_SA id; charon says them in either order. */
  private final Map<Long, Reason> explained = new HashMap<>();

  private final Set<Long> unexplained = new HashSet<>();
  private boolean carriedTraffic;
  private @Nullable Instant lastEstablished;
  private @Nullable TunnelEvent lastEvent;
  private Instant lastSaid = Instant.EPOCH;

  long bytesIn() {
    return tally.bytesIn();
  }

  long bytesOut() {
    return tally.bytesOut();
  }

  @Nullable Instant lastEstablished() {
    return lastEstablished;
  }

  @Nullable TunnelEvent lastEvent() {
    return lastEvent;
  }

  /** Takes charon's list of the tunnel's SAs. */
  void listed(List<IkeSa> sas, Instant now) {
    var children = sas.stream().flatMap(sa -> sa.children().stream()).toList();
    tally.count(children);
    tally.retain(children);
    carries(sas.stream().filter(IkeSa::isEstablished).anyMatch(TunnelHistory::carries), now);
  }

  private static boolean carries(IkeSa sa) {
    return sa.children().stream().anyMatch(ChildSa::isInstalled);
  }

  private void carries(boolean carriesTraffic, Instant now) {
    if (carriesTraffic && !carriedTraffic) {
      lastEstablished = now;
    }
    carriedTraffic = carriesTraffic;
  }

  void charonEnded(Instant now) {
    tally.charonEnded();
    explained.clear();
    unexplained.clear();
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
          explain(line.ikeSa(), end, now);
        } else {
          note(Reasons.of(line.text()), now);
        }
      }
      case CharonEvent.IkeUpDown(var up, var sa) -> {
        tally.count(sa.children());
        if (!up && !sa.isConnecting()) {
          ended(sa.id(), now);
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
        explained.remove(oldId);
        unexplained.remove(oldId);
      }
    }
  }

  private void explain(long ikeSa, Reason reason, Instant now) {
    if (unexplained.remove(ikeSa)) {
      note(reason, now);
    } else {
      explained.put(ikeSa, reason);
    }
  }

  private void ended(long ikeSa, Instant now) {
    var reason = explained.remove(ikeSa);
    if (reason == null) {
      unexplained.add(ikeSa);
    } else {
      note(reason, now);
    }
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
            : new Reason("Established", "Established with " + sa.remoteAddress() + "."),
        now);
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
    lastEvent = new TunnelEvent(now, reason.reason(), reason.message());
    return true;
  }

  private boolean isVaguer(Reason reason, Instant now) {
    return lastEvent != null
        && Reasons.isVaguer(reason.reason(), lastEvent.reason())
        && now.isBefore(lastSaid.plus(DETAIL_LASTS));
  }
}
