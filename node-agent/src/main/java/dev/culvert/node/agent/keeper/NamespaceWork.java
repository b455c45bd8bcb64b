package dev.culvert.node.agent.keeper;

import dev.culvert.node.agent.pod.Outcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Attaches and detaches in several network namespaces at a time, in each one thing at a time. */
final class NamespaceWork {
  private static final Logger LOG = LoggerFactory.getLogger(NamespaceWork.class);

  private final BiFunction<String, Task, Outcome> work;
  private final Predicate<String> exists;
  private final Executor executor;
  private final InstantSource clock;
  private final Runnable onEnd;
  private final Map<String, NamespaceState> states = new HashMap<>();

  /**
   * @param work makes the namespace of the given file as the task says
   * @param exists whether the namespace of the given file can be reached
   * @param onEnd told when something has ended
   */
  NamespaceWork(
      BiFunction<String, Task, Outcome> work,
      Predicate<String> exists,
      Executor executor,
      InstantSource clock,
      Runnable onEnd) {
    this.work = work;
    this.exists = exists;
    this.executor = executor;
    this.clock = clock;
    this.onEnd = onEnd;
  }

  /**
   * Starts what is due. A namespace that is wanted no more is made empty, and forgotten then.
   *
   * @param mayDetach whether it is certain of a namespace that it is wanted no more
   */
  synchronized void want(Map<String, Task> wanted, Predicate<String> mayDetach) {
    wanted.forEach(this::startIfDue);
    states.entrySet().removeIf(entry -> !wanted.containsKey(entry.getKey()) && isOver(entry));
    states.keySet().stream()
        .filter(netns -> !wanted.containsKey(netns))
        .filter(mayDetach)
        .toList()
        .forEach(netns -> startIfDue(netns, Task.NOTHING));
  }

  private boolean isOver(Map.Entry<String, NamespaceState> entry) {
    return entry.getValue().running() == null
        && (entry.getValue().isDone(Task.NOTHING) || !exists.test(entry.getKey()));
  }

  private void startIfDue(String netns, Task task) {
    var state = states.getOrDefault(netns, NamespaceState.NEW);
    if (state.isDue(task, clock.instant())) {
      states.put(netns, state.started(task));
      executor.execute(() -> run(netns, task));
    }
  }

  private void run(String netns, Task task) {
    Outcome outcome;
    try {
      outcome = work.apply(netns, task);
    } catch (RuntimeException e) {
      LOG.error("{} cannot be made {}", netns, task, e);
      outcome = new Outcome.Failed("AttachFailed", "The agent has a fault: " + e);
    }
    ended(netns, task, outcome);
    onEnd.run();
  }

  private synchronized void ended(String netns, Task task, Outcome outcome) {
    var before = states.getOrDefault(netns, NamespaceState.NEW);
    if (outcome instanceof Outcome.Failed failed && exists.test(netns)) {
      if (!failed.equals(before.failure())) {
        LOG.warn("{}: {}", netns, failed.message());
      }
    } else if (!task.equals(before.done())) {
      LOG.info("{} {}", netns, describe(task));
    }
    states.put(netns, before.ended(task, outcome, clock.instant()));
  }

  private static String describe(Task task) {
    var attachment = task.attachment();
    return attachment == null
        ? "is on no network any more"
        : "is on network " + attachment.vni() + " as " + attachment.address();
  }

  /** The state of a namespace. */
  synchronized NamespaceState state(String netns) {
    return states.getOrDefault(netns, NamespaceState.NEW);
  }

  /** When something is to be done though nothing changes. */
  synchronized Instant due(Map<String, Task> wanted) {
    return states.entrySet().stream()
        .filter(entry -> entry.getValue().running() == null)
        .map(entry -> entry.getValue().due(wanted.getOrDefault(entry.getKey(), Task.NOTHING)))
        .min(Instant::compareTo)
        .orElse(Instant.MAX);
  }
}
