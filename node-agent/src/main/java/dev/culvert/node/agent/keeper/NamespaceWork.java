package dev.culvert.node.agent.keeper;

import dev.culvert.node.agent.plan.Attachment;
import dev.culvert.node.agent.pod.Outcome;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Attaches and detaches in several network namespaces at a time, in each one thing at a time. */
final class NamespaceWork {
  private static final Logger LOG = LoggerFactory.getLogger(NamespaceWork.class);

  private final BiFunction<String, Task, Outcome> work;
  private final Predicate<String> hasFile;
  private final Predicate<String> isHeld;
  private final Executor executor;
  private final InstantSource clock;
  private final Runnable onEnd;
  private final Map<String, NamespaceState> states = new HashMap<>();
  private Set<String> planned = Set.of();
  private IntPredicate isCertain = vni -> false;

  /**
   * @param work makes the namespace of the given file as the task says
   * @param hasFile whether the namespace's file is there: the runtime is not done with it
   * @param isHeld whether the namespace can be reached without its file
   * @param onEnd told when something has ended
   */
  NamespaceWork(
      BiFunction<String, Task, Outcome> work,
      Predicate<String> hasFile,
      Predicate<String> isHeld,
      Executor executor,
      InstantSource clock,
      Runnable onEnd) {
    this.work = work;
    this.hasFile = hasFile;
    this.isHeld = isHeld;
    this.executor = executor;
    this.clock = clock;
    this.onEnd = onEnd;
  }

  /**
   * Starts what is due. A namespace that is planned no more is made empty, and forgotten then.
   *
   * @param wanted what can be done now
   * @param planned the namespaces of members
   * @param isCertain whether what is not planned of the network with the VNI is no more
   */
  synchronized void want(Map<String, Task> wanted, Set<String> planned, IntPredicate isCertain) {
    this.planned = Set.copyOf(planned);
    this.isCertain = isCertain;
    wanted.forEach(this::startIfDue);
    states.entrySet().removeIf(entry -> !wanted.containsKey(entry.getKey()) && isOver(entry));
    states.keySet().stream()
        .filter(netns -> !wanted.containsKey(netns))
        .filter(this::mayDetach)
        .toList()
        .forEach(netns -> startIfDue(netns, Task.NOTHING));
  }

  /** Where the runtime is done with a namespace there is no pod any more, whatever is known. */
  private boolean mayDetach(String netns) {
    return !planned.contains(netns) && (!hasFile.test(netns) || isCertain.test(vni(netns)));
  }

  /** That of the network that the namespace is on, or was to be; 0 if it was to be on none. */
  private int vni(String netns) {
    var state = state(netns);
    return Stream.of(state.running(), state.done(), state.tried())
        .flatMap(Stream::ofNullable)
        .flatMap(task -> Stream.ofNullable(task.attachment()))
        .map(Attachment::vni)
        .findFirst()
        .orElse(0);
  }

  private boolean exists(String netns) {
    return hasFile.test(netns) || isHeld.test(netns);
  }

  private boolean isOver(Map.Entry<String, NamespaceState> entry) {
    return entry.getValue().running() == null
        && (entry.getValue().isDone(Task.NOTHING) || !exists(entry.getKey()));
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
    } catch (RuntimeException | Error e) {
      // Whatever it is: a namespace at which work never ends would never be worked at again.
      LOG.error("{} cannot be made {}", netns, task, e);
      outcome = new Outcome.Failed("AttachFailed", "The agent has a fault: " + e);
    }
    ended(netns, task, outcome);
    onEnd.run();
  }

  private synchronized void ended(String netns, Task task, Outcome outcome) {
    var before = states.getOrDefault(netns, NamespaceState.NEW);
    if (outcome instanceof Outcome.Failed failed && exists(netns)) {
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
        .filter(entry -> wanted.containsKey(entry.getKey()) || mayDetach(entry.getKey()))
        .map(entry -> entry.getValue().due(wanted.getOrDefault(entry.getKey(), Task.NOTHING)))
        .min(Instant::compareTo)
        .orElse(Instant.MAX);
  }
}
