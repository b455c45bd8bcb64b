package dev.culvert.operator.apply;

import dev.culvert.gateway.contract.GatewayConfig;
import dev.culvert.operator.status.GatewayView;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import java.util.HashSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Lets one gateway at a time take a new image, the next only when the former's connections are
 * back: a bad image stops at the first gateway.
 */
public final class RolloutGate {
  private final Function<String, Optional<Deployment>> deployments;
  private final Function<String, Optional<GatewayConfig>> documents;
  private final Function<String, GatewayView> views;
  private final Set<String> waiting = new HashSet<>();
  private @Nullable Rollout current;

  private record Rollout(String gateway, String image, long installedBefore) {}

  /**
   * Watches gateways by what is known of each, by its name.
   *
   * @param deployments its Deployment
   * @param documents its stored document
   * @param views what it says of itself
   */
  public RolloutGate(
      Function<String, Optional<Deployment>> deployments,
      Function<String, Optional<GatewayConfig>> documents,
      Function<String, GatewayView> views) {
    this.deployments = deployments;
    this.documents = documents;
    this.views = views;
  }

  /** Whether the gateway of the given name waits for its turn. */
  public synchronized boolean isWaiting(String gateway) {
    return waiting.contains(gateway);
  }

  /** Whether the wish may be applied now; if not, ask again later. */
  public synchronized boolean mayApply(Deployment present, Deployment wish) {
    String image = image(wish);
    String gateway = wish.getMetadata().getName();
    waiting.remove(gateway);
    Rollout rollout = unfinished();
    if (image(present).equals(image)) {
      return true;
    }
    long before = installed(gateway);
    if (rollout != null) {
      if (!rollout.gateway().equals(gateway)) {
        waiting.add(gateway);
        return false;
      }
      // A bad image took the tunnels down: the next one has to bring them back.
      before = Math.max(before, rollout.installedBefore());
    }
    current = new Rollout(gateway, image, before);
    return true;
  }

  /** The rollout whose gateway has not come back yet. */
  private @Nullable Rollout unfinished() {
    if (current != null && isBack(current)) {
      current = null;
    }
    return current;
  }

  private boolean isBack(Rollout rollout) {
    Optional<Deployment> deployment = deployments.apply(rollout.gateway());
    if (deployment.isEmpty()) {
      return true;
    }
    long wished = documents.apply(rollout.gateway()).map(c -> (long) c.tunnels().size()).orElse(0L);
    return image(deployment.get()).equals(rollout.image())
        && runsItsNewPod(deployment.get())
        && installed(rollout.gateway()) >= Math.min(rollout.installedBefore(), wished);
  }

  /** The old pod is ready and heard until it ends, so that readiness alone says nothing. */
  private static boolean runsItsNewPod(Deployment deployment) {
    DeploymentStatus status = deployment.getStatus();
    Long generation = deployment.getMetadata().getGeneration();
    return generation != null
        && generation.equals(status.getObservedGeneration())
        && Objects.requireNonNullElse(status.getUpdatedReplicas(), 0) > 0
        && Objects.requireNonNullElse(status.getReadyReplicas(), 0) > 0;
  }

  private long installed(String gateway) {
    return views.apply(gateway) instanceof GatewayView.Heard heard ? heard.installed() : 0;
  }

  private static String image(Deployment deployment) {
    return deployment.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage();
  }
}
