package dev.culvert.operator.apply;

import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.operator.plan.Finding;
import dev.culvert.operator.plan.Reasons;
import dev.culvert.operator.status.GatewayView;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets gateways' pods be replaced a few at a time, the next when a former one's connections are
 * back: a change that breaks gateways breaks few. Thread-safe.
 */
public final class RolloutGate {
  private static final Logger LOG = LoggerFactory.getLogger(RolloutGate.class);

  /** How long a gateway may be away before the others go on without it. */
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  /** The Deployment controller counts here how often it has replaced a Deployment's pods. */
  private static final String REVISION = "deployment.kubernetes.io/revision";

  private final Gateways gateways;
  private final int maxUnavailable;
  private final Consumer<String> wake;
  private final Clock clock;
  private final SequencedSet<String> waiting = new LinkedHashSet<>();
  private final Map<String, Rollout> rolling = new HashMap<>();

  /** Since when a gateway whose pod was replaced at some time is without it. */
  private final Map<String, Instant> awaySince = new HashMap<>();

  private final Set<String> steppedOver = new HashSet<>();

  /** What is known of gateways, by their names. */
  public interface Gateways {
    /** All Deployments of gateways. */
    List<Deployment> deployments();

    /** A gateway's stored document. */
    Optional<GatewayConfig> document(String gateway);

    /** What a gateway says of itself. */
    GatewayView view(String gateway);
  }

  /** What a gateway may be to a rollout. */
  public enum Part {
    WAITING,
    ROLLING,
    STEPPED_OVER
  }

  /**
   * A gateway whose pod is being replaced.
   *
   * @param generation the generation of its Deployment that has the change
   * @param installedBefore the tunnels that were up, also before a change that broke it
   */
  private record Rollout(long generation, long installedBefore, Instant since) {}

  /**
   * @param gateways what is known of them
   * @param maxUnavailable how many may be without their pod, or their tunnels, at a time
   * @param wake told of a gateway whose turn has come
   * @param clock the time
   */
  public RolloutGate(Gateways gateways, int maxUnavailable, Consumer<String> wake, Clock clock) {
    this.gateways = gateways;
    this.maxUnavailable = maxUnavailable;
    this.wake = wake;
    this.clock = clock;
  }

  /** Why the gateway of the given name does not have its change yet; empty if it does not wait. */
  public synchronized Optional<Finding> turn(String gateway) {
    return waiting.contains(gateway)
        ? Optional.of(
            new Finding(
                Reasons.WAITING_FOR_ROLLOUT,
                "A change of the gateway's pod waits for its turn: of all gateways, %d at a time %s"
                        .formatted(maxUnavailable, maxUnavailable == 1 ? "is" : "are")
                    + " replaced. Until then the pod goes on as it is. Nobody has to act."))
        : Optional.empty();
  }

  /** How many gateways are what to a rollout. */
  public synchronized Map<Part, Long> count() {
    var counts = new EnumMap<Part, Long>(Part.class);
    counts.put(Part.WAITING, (long) waiting.size());
    counts.put(Part.ROLLING, (long) rolling.size());
    counts.put(Part.STEPPED_OVER, (long) steppedOver.size());
    return counts;
  }

  /** Whether the gateway's pod may be replaced now; if not, it is woken when its turn has come. */
  public synchronized boolean mayReplace(Deployment present) {
    String gateway = name(present);
    look();
    Rollout before = rolling.get(gateway);
    boolean isDown = !runsItsPod(present);
    if (before == null && !isDown && occupiedByOthers(gateway) >= maxUnavailable) {
      waiting.add(gateway);
      return false;
    }
    waiting.remove(gateway);
    if (before == null && isDown) {
      stepOver(gateway, "was down before its pod is replaced");
      return true;
    }
    long installed = installed(gateway);
    rolling.put(
        gateway,
        new Rollout(
            generation(present) + 1,
            // A bad change took the tunnels down: the next one has to bring them back.
            before == null ? installed : Math.max(installed, before.installedBefore()),
            clock.instant()));
    return true;
  }

  /**
   * What became of the permission.
   *
   * @param now the Deployment after the change
   */
  public synchronized void replaced(Deployment before, Deployment now) {
    String gateway = name(now);
    Rollout rollout = rolling.get(gateway);
    if (rollout == null) {
      return;
    }
    if (generation(now) == generation(before)) {
      rolling.remove(gateway); // what was asked for was there already
    } else {
      rolling.put(
          gateway, new Rollout(generation(now), rollout.installedBefore(), rollout.since()));
    }
  }

  /** The gateway's pod is not to be replaced, or could not be. */
  public synchronized void keeps(String gateway) {
    waiting.remove(gateway);
  }

  /** The permission was of no use: the API server took no change. */
  public synchronized void refused(String gateway) {
    rolling.remove(gateway);
  }

  /** Wakes those whose turn has come. To be called when something changes, and now and then. */
  public void settle() {
    List<String> next;
    synchronized (this) {
      if (waiting.isEmpty() && rolling.isEmpty() && steppedOver.isEmpty()) {
        return;
      }
      look();
      int free = Math.max(0, maxUnavailable - occupiedByOthers(""));
      next = waiting.stream().limit(free).toList();
    }
    next.forEach(wake);
  }

  /** Brings everything up to what is known of the gateways now. */
  private void look() {
    Instant now = clock.instant();
    var deployments = new HashMap<String, Deployment>();
    gateways.deployments().forEach(deployment -> deployments.put(name(deployment), deployment));
    waiting.retainAll(deployments.keySet());
    rolling.keySet().retainAll(deployments.keySet());
    awaySince.keySet().retainAll(deployments.keySet());
    steppedOver.retainAll(deployments.keySet());
    deployments.forEach((gateway, deployment) -> {
      Rollout rollout = rolling.get(gateway);
      if (rollout != null && isBack(gateway, deployment, rollout)) {
        rolling.remove(gateway);
      }
      if (runsItsPod(deployment)) {
        awaySince.remove(gateway);
        steppedOver.remove(gateway);
      } else if (wasReplaced(deployment)) {
        awaySince.putIfAbsent(gateway, now);
      }
    });
    awaySince.forEach((gateway, since) -> {
      if (isOver(since, now)) {
        stepOver(gateway, "has been without its pod for five minutes");
      }
    });
    for (var entry : Map.copyOf(rolling).entrySet()) {
      if (isOver(entry.getValue().since(), now)) {
        rolling.remove(entry.getKey());
        stepOver(entry.getKey(), "is not back five minutes after its pod was replaced");
      }
    }
  }

  private static boolean isOver(Instant since, Instant now) {
    return !now.isBefore(since.plus(PATIENCE));
  }

  private void stepOver(String gateway, String why) {
    if (steppedOver.add(gateway)) {
      LOG.warn("rollout: gateway {} {}; the others do not wait for it", gateway, why);
    }
  }

  /** Of a former operator's rollout, or of a fault, only the missing pod is known. */
  private int occupiedByOthers(String gateway) {
    var occupied = new HashSet<>(rolling.keySet());
    occupied.addAll(awaySince.keySet());
    occupied.removeAll(steppedOver);
    occupied.remove(gateway);
    return occupied.size();
  }

  private boolean isBack(String gateway, Deployment deployment, Rollout rollout) {
    long wished = gateways.document(gateway).map(c -> (long) c.tunnels().size()).orElse(0L);
    return generation(deployment) >= rollout.generation()
        && runsItsPod(deployment)
        && installed(gateway) >= Math.min(rollout.installedBefore(), wished);
  }

  /** The old pod is ready and heard until it ends, so that readiness alone says nothing. */
  private static boolean runsItsPod(Deployment deployment) {
    DeploymentStatus status = deployment.getStatus();
    Long generation = deployment.getMetadata().getGeneration();
    return status != null
        && generation != null
        && generation.equals(status.getObservedGeneration())
        && Objects.requireNonNullElse(status.getUpdatedReplicas(), 0) > 0
        && Objects.requireNonNullElse(status.getReadyReplicas(), 0) > 0;
  }

  /** Not one whose first pod is still to come: nobody loses a tunnel by that. */
  private static boolean wasReplaced(Deployment deployment) {
    Map<String, String> annotations = deployment.getMetadata().getAnnotations();
    String revision = annotations == null ? null : annotations.get(REVISION);
    return revision != null && !revision.equals("1");
  }

  private long installed(String gateway) {
    return gateways.view(gateway) instanceof GatewayView.Heard heard ? heard.installed() : 0;
  }

  private static long generation(Deployment deployment) {
    return Objects.requireNonNullElse(deployment.getMetadata().getGeneration(), 0L);
  }

  private static String name(Deployment deployment) {
    return deployment.getMetadata().getName();
  }
}
