package dev.culvert.node.agent.keeper;

import dev.culvert.node.agent.cluster.Cluster;
import dev.culvert.node.agent.cluster.Shown;
import dev.culvert.node.agent.host.Host;
import dev.culvert.node.agent.plan.Attachment;
import dev.culvert.node.agent.plan.Claim;
import dev.culvert.node.agent.plan.NodeBook;
import dev.culvert.node.agent.plan.NodePlan;
import dev.culvert.node.agent.plan.Planner;
import dev.culvert.node.agent.pod.Outcome;
import dev.culvert.node.agent.pod.PodNetworks;
import dev.culvert.node.agent.report.Reporter;
import dev.culvert.node.agent.report.Verdict;
import dev.culvert.node.agent.sandboxes.ResultCache;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the node as planned: at once when something has changed, and every ten seconds from what is
 * there anew. Runs on one thread; only the work in pods is done by others.
 */
public final class Keeper implements Runnable {
  private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);
  private static final Duration AFTER_FAULT = Duration.ofSeconds(1);
  private static final Duration SWEPT_AGAIN = Duration.ofSeconds(30);

  private final NodeBook book = new NodeBook();
  private final WaitingTimes waitingTimes = new WaitingTimes();
  private final Certainty certainty = new Certainty();
  private final Planner planner;
  private final Signal signal;
  private final Cluster cluster;
  private final ResultCache cache;
  private final NamespaceFolder namespaces;
  private final Host host;
  private final PodNetworks pods;
  private final NamespaceWork work;
  private final Reporter reporter;
  private final Pulse pulse;
  private final InstantSource clock;

  private NodePlan former = NodePlan.NONE;
  private boolean hasRecalled;
  private boolean hasRecalledAll;
  private boolean hasSwept;
  private Instant nextLook = Instant.EPOCH;
  private Instant nextSweep = Instant.EPOCH;

  /**
   * @param node this node's name
   * @param signal wakes it
   * @param workers attach and detach pods
   * @param clock by which delays are measured, so one that is never set
   */
  public Keeper(
      String node,
      Signal signal,
      Cluster cluster,
      ResultCache cache,
      NamespaceFolder namespaces,
      Host host,
      PodNetworks pods,
      Executor workers,
      Reporter reporter,
      Pulse pulse,
      InstantSource clock) {
    this.planner = new Planner(node);
    this.signal = signal;
    this.cluster = cluster;
    this.cache = cache;
    this.namespaces = namespaces;
    this.host = host;
    this.pods = pods;
    this.work =
        new NamespaceWork(
            this::make, namespaces::exists, pods::holds, workers, clock, signal::wake);
    this.reporter = reporter;
    this.pulse = pulse;
    this.clock = clock;
  }

  @Override
  public void run() {
    try {
      while (true) {
        Instant next;
        try {
          next = pass();
        } catch (RuntimeException e) {
          LOG.error("the node could not be looked after", e);
          next = clock.instant().plus(AFTER_FAULT);
        }
        long millis = Duration.between(clock.instant(), next).toMillis();
        signal.await(Duration.ofMillis(Math.clamp(millis, 1, LOOK_AGAIN.toMillis())));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Returns when the next one is due though nothing changes. */
  private Instant pass() {
    pulse.beat();
    var now = clock.instant();
    var shown = cluster.shown();
    if (!shown.isAnswered()) {
      return now.plus(LOOK_AGAIN);
    }
    boolean isCertain = certainty.of(shown, now);
    if (!now.isBefore(nextLook)) {
      host.distrust();
      nextLook = now.plus(LOOK_AGAIN);
    }
    var claims = shown.claims();
    if (!recall(shown, claims, now)) {
      return now.plus(AFTER_FAULT);
    }
    shown.nodes().forEach(each -> book.learn(each.node(), each.address(), now));
    var plan =
        planner.plan(
            shown.segments(),
            claims,
            shown.doubts(),
            book.addresses(claims, now),
            cache.look(),
            former);
    former = plan;
    var devices = host.apply(plan, isCertain);
    var tasks = new HashMap<String, Task>();
    for (var attachment : plan.members().values()) {
      var index = devices.usable(attachment.vni());
      if (index.isPresent()) {
        tasks.put(attachment.netns(), new Task(attachment, index.getAsInt()));
      }
    }
    var planned =
        plan.members().values().stream().map(Attachment::netns).collect(Collectors.toSet());
    work.want(tasks, planned, vni -> isCertain && plan.isSettled(vni));
    reporter.tell(verdicts(plan, devices, tasks, now));
    if (isCertain && !hasSwept && !now.isBefore(nextSweep)) {
      hasSwept = sweep(plan, planned) && plan.unsettled().isEmpty();
      nextSweep = now.plus(SWEPT_AGAIN);
    }
    pulse.ready();
    return List.of(nextLook, work.due(tasks), waitingTimes.due(now)).stream()
        .min(Instant::compareTo)
        .orElseThrow();
  }

  /** Again when there are more claims than at first; until then no entry is taken away. */
  private boolean recall(Shown shown, Collection<Claim> claims, Instant now) {
    boolean isAll = shown.isListed();
    if (!hasRecalled || (isAll && !hasRecalledAll)) {
      try {
        book.recall(claims, shown.segments(), host.forwarding(), now);
        hasRecalled = true;
        hasRecalledAll = isAll;
      } catch (IOException | IllegalArgumentException e) {
        LOG.warn("the node's devices cannot be read: {}", e.getMessage());
      }
    }
    return hasRecalled;
  }

  private Map<Claim, Verdict> verdicts(
      NodePlan plan, Host.Devices devices, Map<String, Task> tasks, Instant now) {
    var verdicts = new HashMap<Claim, Verdict>();
    plan.members()
        .forEach((claim, attachment) -> {
          var task = tasks.get(attachment.netns());
          var verdict =
              task == null
                  ? devices.failure(attachment.vni())
                  : work.state(attachment.netns()).verdict(claim, task);
          if (verdict != null) {
            verdicts.put(claim, verdict);
          }
        });
    verdicts.putAll(waitingTimes.verdicts(plan.waiting(), now));
    return verdicts;
  }

  private Outcome make(String netns, Task task) {
    var attachment = task.attachment();
    if (attachment != null) {
      return pods.attach(attachment, task.device());
    }
    try {
      pods.detach(netns);
      return new Outcome.Attached();
    } catch (IOException e) {
      return new Outcome.Failed("DetachFailed", String.valueOf(e.getMessage()));
    }
  }

  /** Takes out what an agent before this one has left in pods that are on no network any more. */
  private boolean sweep(NodePlan plan, Set<String> planned) {
    try {
      var others = namespaces.list();
      others.removeAll(planned);
      for (var netns : pods.detach(others, plan.expectedMacs())) {
        LOG.info("{}: detached, it was left over", netns);
      }
      return true;
    } catch (IOException e) {
      LOG.warn("not all that is left over could be removed: {}", e.getMessage());
      return false;
    }
  }
}
