package dev.culvert.node.agent.keeper;

import dev.culvert.node.agent.plan.Claim;
import dev.culvert.node.agent.plan.Waiting;
import dev.culvert.node.agent.report.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** What claims wait for. A moment is normal; when it lasts it is told. */
final class WaitingTimes {
  private static final Duration NORMAL = Duration.ofSeconds(5);

  private final Map<Since, Instant> times = new HashMap<>();

  private record Since(String podUid, Waiting what) {}

  /** What is to be told of those that wait now. */
  Map<Claim, Verdict> verdicts(Map<Claim, Waiting> waiting, Instant now) {
    var verdicts = new HashMap<Claim, Verdict>();
    var present = new HashMap<Since, Instant>();
    waiting.forEach((claim, what) -> {
      var key = new Since(claim.podUid(), what);
      var since = times.getOrDefault(key, now);
      present.put(key, since);
      if (!since.plus(NORMAL).isAfter(now)) {
        verdicts.put(claim, verdict(what));
      }
    });
    times.clear();
    times.putAll(present);
    return verdicts;
  }

  /** When the next one has lasted. */
  Instant due(Instant now) {
    return times.values().stream()
        .map(since -> since.plus(NORMAL))
        .filter(time -> time.isAfter(now))
        .min(Instant::compareTo)
        .orElse(Instant.MAX);
  }

  private static Verdict verdict(Waiting what) {
    return switch (what) {
      case FOR_SEGMENT ->
          Verdict.failed("SegmentMissing", "The network's NetworkSegment is not there yet.");
      case FOR_SANDBOX ->
          Verdict.failed(
              "SandboxNotFound",
              "The pod's network namespace is not among the results in /var/lib/cni/results on its"
                  + " node.");
      case OF_ANOTHER_NAMESPACE ->
          Verdict.failed(
              "ClaimNotOfNetwork",
              "The claim is not in the namespace of its network, so it gives no address. Delete it:"
                  + " the operator makes the claims that are needed.");
      case OF_ANOTHER_POD ->
          Verdict.failed(
              "HolderMismatch",
              "The pod with the UID that holder names has another namespace or name than holder"
                  + " names, so it gets no address by this claim. Delete the claim: the operator"
                  + " makes those that are needed.");
    };
  }
}
