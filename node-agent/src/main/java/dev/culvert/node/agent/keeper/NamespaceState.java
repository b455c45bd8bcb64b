package dev.culvert.node.agent.keeper;

import dev.culvert.node.agent.plan.Claim;
import dev.culvert.node.agent.pod.Outcome;
import dev.culvert.node.agent.report.Verdict;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How far the work at one network namespace has come.
 *
 * @param done what was done last with success; null if nothing was
 * @param verified when that was seen to be in force
 * @param running what is being done; null if nothing is
 * @param tried what was tried last without success; null if the last attempt was one
 * @param failure why it was without
 * @param failures how many attempts in a row were without
 * @param again when the next attempt may be made
 */
record NamespaceState(
    @Nullable Task done,
    Instant verified,
    @Nullable Task running,
    @Nullable Task tried,
    Outcome.@Nullable Failed failure,
    int failures,
    Instant again) {
  /** Nobody in the pod can change what it has; this finds what nobody thought of. */
  static final Duration VERIFIED_FOR = Duration.ofMinutes(5);

  private static final Duration FIRST_DELAY = Duration.ofMillis(200);

  /**
   * A pod may wait for the kernel: a former pod that went while no agent was there has the MAC
   * address until its namespace is cleaned up, which takes seconds where many go at a time.
   */
  private static final Duration LONGEST_DELAY = Duration.ofSeconds(5);

  static final NamespaceState NEW =
      new NamespaceState(null, Instant.EPOCH, null, null, null, 0, Instant.EPOCH);

  /** Whether there is something to do now. */
  boolean isDue(Task wanted, Instant now) {
    if (running != null) {
      return false;
    }
    if (wanted.equals(tried)) {
      return !again.isAfter(now);
    }
    return !wanted.equals(done) || !verified.plus(VERIFIED_FOR).isAfter(now);
  }

  /** When something is to be done though nothing changes. */
  Instant due(Task wanted) {
    return wanted.equals(tried) ? again : verified.plus(VERIFIED_FOR);
  }

  /** Whether it is seen to be as wanted. */
  boolean isDone(Task wanted) {
    return wanted.equals(done) && failure == null;
  }

  /** What is to be told of the claim that the task is for; null while that is open. */
  @Nullable Verdict verdict(Claim claim, Task wanted) {
    if (isDone(wanted)) {
      return Verdict.attached(claim);
    }
    return failure != null && wanted.equals(tried)
        ? Verdict.failed(failure.reason(), failure.message())
        : null;
  }

  NamespaceState started(Task task) {
    return new NamespaceState(done, verified, task, tried, failure, failures, again);
  }

  NamespaceState ended(Task task, Outcome outcome, Instant now) {
    return switch (outcome) {
      case Outcome.Attached attached ->
          new NamespaceState(task, now, null, null, null, 0, Instant.EPOCH);
      case Outcome.Failed failed ->
          new NamespaceState(null, now, null, task, failed, failures + 1, now.plus(delay()));
    };
  }

  private Duration delay() {
    var delay = FIRST_DELAY.multipliedBy(1L << Math.min(failures, 10));
    return delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay;
  }
}
